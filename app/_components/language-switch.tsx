"use client";

import { useSearchParams } from "next/navigation";
import { LANGUAGE_PARAMETER, languages } from "#app/_messages/languages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** Shows the same page in another language. A form, so that it works without scripts, and what follows # stays. */
export function LanguageSwitch() {
  const t = useTranslations("common");
  const parameters = useSearchParams();
  return (
    <form aria-label={t("language")} className="-mx-2.5 flex gap-1">
      {[...parameters].map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      {Object.entries(languages).map(([language, name]) => (
        <button
          key={language}
          type="submit"
          name={LANGUAGE_PARAMETER}
          value={language}
          lang={language}
          aria-pressed={language === t.language}
          className="touch-target rounded-lg px-2.5 py-1.5 underline-offset-4 hover:text-ink hover:underline aria-pressed:font-semibold aria-pressed:text-ink aria-pressed:no-underline"
        >
          {name}
        </button>
      ))}
    </form>
  );
}
