import type { Language } from "#app/_messages/languages.ts";

/** A format takes longer to make than a thousand months to write. */
const formats = new Map<Language, Intl.DateTimeFormat>();

/** "May 2024", in German "Mai 2024" */
export function nameOfMonth(month: string, language: Language = "en"): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return month;
  const known = formats.get(language);
  const format = known ?? new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
  if (!known) formats.set(language, format);
  return format.format(date);
}
