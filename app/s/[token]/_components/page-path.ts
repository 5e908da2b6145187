/** Photos on a page of a share. */
export const PAGE_SIZE = 100;

/** The path of a share's page that starts after `start` photos, optionally scrolled to one of them. */
export function toPagePath(token: string, start: number, imageId?: string): string {
  return `/s/${token}${start > 0 ? `?start=${start}` : ""}${imageId === undefined ? "" : `#${imageId}`}`;
}
