/** "1,240", in German "1.240" */
export function formatCount(count: number, locale = "en"): string {
  return count.toLocaleString(locale);
}
