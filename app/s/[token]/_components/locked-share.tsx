import { FormAlert } from "#app/_components/form-alert.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { MAX_PASSWORD_LENGTH } from "#lib/shares/share-limits.ts";
import { SendOnce } from "./send-once.tsx";

const refusals = { invalid_credentials: "incorrect", too_many_requests: "tooMany", unavailable: "busy" } as const;

/** Asks for what opens a link, by a plain form that works without scripts. */
export async function LockedShare({ token, needsPassword, refused }: LockedShareProps) {
  const t = await getTranslations("shared");
  const known = Object.entries(refusals).find(([code]) => code === refused);
  return (
    <div className="mx-auto flex min-h-dvh max-w-sm flex-col px-6 py-6">
      {/* Without a referrer a browser does not say either that the form is from this site. */}
      <meta name="referrer" content="same-origin" />
      <header>
        <Wordmark />
      </header>
      <main id="content" tabIndex={-1} className="my-auto space-y-5 py-16 outline-none">
        <h1 className="text-2xl font-semibold tracking-tight">{t("untitled")}</h1>
        <p className="text-muted">{t(needsPassword ? "enterPassword" : "fewTimes")}</p>
        <form method="post" action={`/api/shared/${token}/unlock`} className="space-y-4">
          <FormAlert message={refused === undefined ? undefined : t(known?.[1] ?? "refused")} />
          {needsPassword && (
            <PasswordField
              id="password"
              name="password"
              label={t("password")}
              required
              autoComplete="off"
              maxLength={MAX_PASSWORD_LENGTH}
            />
          )}
          <SubmitButton className="w-full">{t("show")}</SubmitButton>
          <SendOnce />
        </form>
      </main>
    </div>
  );
}

interface LockedShareProps {
  token: string;
  needsPassword: boolean;
  /** Why the last attempt was refused: a code of the API. */
  refused: string | undefined;
}
