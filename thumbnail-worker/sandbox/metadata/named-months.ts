const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY_FIRST = /^(?:[a-z]+,?\s+)?(?<day>\d{1,2})\s+(?<month>[a-z]{3})[a-z]*\.?,?\s+(?<year>\d{4})(?<clock>.*)$/i;
const MONTH_FIRST = /^[a-z]{3}\s+(?<month>[a-z]{3})\s+(?<day>\d{1,2})\s+(?<clock>[\d:]{5,8})\s+(?<year>\d{4})$/i;

/**
 * A time whose month is an English name with a number in its place: "Sun, 10 Mar 2024 14:05:06 +0100" is what PNG
 * recommends (RFC 1123), "Sun Mar 10 14:05:06 2024" is what C writes, and some telephones in EXIF. Others as they are.
 */
export function withNumberedMonth(text: string): string {
  const { year, month = "", day, clock } = (DAY_FIRST.exec(text.trim()) ?? MONTH_FIRST.exec(text.trim()))?.groups ?? {};
  return day === undefined ? text : `${year}-${MONTHS.indexOf(month.toLowerCase()) + 1}-${day} ${clock}`;
}
