/** Photos on a page of a share. */
export const PAGE_SIZE = 100;

/** The page of a share that begins after so many photos; optionally at one of them. */
export function toPagePath(token: string, start: number, imageId?: string): string {
  return `/s/${token}${start > 0 ? `?start=${start}` : ""}${imageId === undefined ? "" : `#${imageId}`}`;
}
