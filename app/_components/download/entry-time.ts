const FIRST_YEAR = 1980;
const LAST_YEAR = 2107;

/** A time on some clock, whose parts are the same in every zone: the clocks of this zone may skip it. */
class ClockTime extends Date {
  override getFullYear = this.getUTCFullYear;
  override getMonth = this.getUTCMonth;
  override getDate = this.getUTCDate;
  override getHours = this.getUTCHours;
  override getMinutes = this.getUTCMinutes;
  override getSeconds = this.getUTCSeconds;
}

/** A zip has the time on the clock, of the years that it can say; now, where none is known. */
export function toEntryTime(takenAt: string | undefined): Date {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/.exec(takenAt ?? "");
  if (!parts) return new Date();
  const [year = 0, month = 1, ...rest] = parts.slice(1).map((part) => Number(part ?? 0));
  if (year < FIRST_YEAR) return new ClockTime(Date.UTC(FIRST_YEAR, 0, 1));
  if (year > LAST_YEAR) return new ClockTime(Date.UTC(LAST_YEAR, 11, 31));
  return new ClockTime(Date.UTC(year, month - 1, ...rest));
}
