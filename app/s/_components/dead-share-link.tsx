import { Wordmark } from "#app/_components/wordmark.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";

/** One page for every link that does not work, whatever the reason. */
export async function DeadShareLink() {
  const t = await getTranslations("shared");
  return (
    <div className="mx-auto flex min-h-dvh max-w-lg flex-col px-6 py-6">
      <header>
        <Wordmark />
      </header>
      <main id="content" tabIndex={-1} className="my-auto space-y-4 py-16 outline-none">
        <h1 className="text-2xl font-semibold tracking-tight">{t("dead")}</h1>
        <p className="text-muted">{t("deadHelp")}</p>
      </main>
    </div>
  );
}
