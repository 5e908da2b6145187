/** Formats take longer to make than a screen of days to write. */
const formats = new Map<string, { weekday: Intl.DateTimeFormat; day: Intl.DateTimeFormat }>();

/**
 * "Sat 18", or "Thu 16 – Sat 18" where two moments are on different days, both milliseconds by the clock of the photos.
 */
export function nameDays(earlier: number, later: number, locale: string): string {
  const [from, to] = [nameDay(earlier, locale), nameDay(later, locale)];
  return from === to ? from : `${from} – ${to}`;
}

/** Each part as the locale writes it; both in one format are "18 Sat" in American English. */
function nameDay(ms: number, locale: string): string {
  const known = formats.get(locale);
  const { weekday, day } = known ?? {
    weekday: new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }),
    day: new Intl.DateTimeFormat(locale, { day: "numeric", timeZone: "UTC" }),
  };
  if (!known) formats.set(locale, { weekday, day });
  return `${weekday.format(ms)} ${day.format(ms)}`;
}
