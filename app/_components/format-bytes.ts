const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;
const STEP = 1024;
/** A phone takes milliseconds to make one. */
const formats = new Map<string, Intl.NumberFormat>();

/** "0 B", "812 B", "4.2 MB", in German "4,2 MB", "37 MB": rounded to the digits that matter. */
export function formatBytes(bytes: number, locale = "en"): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 rather than 1024, so that no "1024 KB" or "1000 KB" is ever shown.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${formatOf(locale, digits).format(value)} ${UNITS[unit]}`;
}

function formatOf(locale: string, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${locale} ${maximumFractionDigits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits });
  formats.set(key, format);
  return format;
}
