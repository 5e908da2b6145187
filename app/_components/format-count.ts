const format = new Intl.NumberFormat("en");

/** "1,240" */
export function formatCount(count: number): string {
  return format.format(count);
}

/** "1 photo", "1,240 photos" */
export function countPhotos(count: number): string {
  return count === 1 ? "1 photo" : `${formatCount(count)} photos`;
}

/** "1 file", "1,240 files" */
export function countFiles(count: number): string {
  return count === 1 ? "1 file" : `${formatCount(count)} files`;
}
