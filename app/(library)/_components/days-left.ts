const DAY_MS = 24 * 60 * 60_000;

/** Days until a photo is deleted for ever that has been in the trash since `trashedAt`; part of a day is one. */
export function countDaysLeft(trashedAt: string, trashDays: number, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(trashedAt) - nowMs) / DAY_MS + trashDays));
}
