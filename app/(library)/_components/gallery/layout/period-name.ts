/** A format takes longer to make than a thousand months to write. */
const formats = new Map<string, Intl.DateTimeFormat>();

const MONTH_LENGTH = "2024-05".length;

/** Whether a period is a month and not a day. */
export function isMonth(period: string): boolean {
  return period.length === MONTH_LENGTH;
}

/** "May 2024" for "2024-05" and "18 May 2024" for "2024-05-18", as a locale (BCP 47) writes them. */
export function nameOfPeriod(period: string, locale = "en"): string {
  const date = new Date(`${period}${isMonth(period) ? "-01" : ""}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return period;
  const key = `${locale} ${period.length}`;
  const known = formats.get(key);
  const format =
    known ??
    new Intl.DateTimeFormat(locale, {
      ...(isMonth(period) ? {} : { day: "numeric" }),
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    });
  if (!known) formats.set(key, format);
  return format.format(date);
}
