const DAY_MS = 24 * 60 * 60_000;

/** Days until a photo in the trash since `trashedAt` is deleted permanently, rounded up. */
export function countDaysLeft(trashedAt: string, trashDays: number, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(trashedAt) - nowMs) / DAY_MS + trashDays));
}
