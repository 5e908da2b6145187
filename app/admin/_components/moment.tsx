import { getTranslations } from "#app/_messages/get-translations.ts";

/** A moment to the second in UTC, which every admin and every log agrees on. */
export async function Moment({ at }: { at: string | undefined }) {
  const t = await getTranslations("admin");
  if (at === undefined) return <span className="text-muted">{t("never")}</span>;
  const format = new Intl.DateTimeFormat(t.locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return (
    <time dateTime={at} title={at} className="tabular whitespace-nowrap">
      {format.format(new Date(at))}
    </time>
  );
}
