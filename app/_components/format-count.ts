import type { Language } from "#app/_messages/languages.ts";

/** "1,240", in German "1.240" */
export function formatCount(count: number, language: Language = "en"): string {
  return count.toLocaleString(language);
}

/** "1 photo", "1,240 photos" */
export function countPhotos(count: number): string {
  return count === 1 ? "1 photo" : `${formatCount(count)} photos`;
}

/** "1 file", "1,240 files" */
export function countFiles(count: number): string {
  return count === 1 ? "1 file" : `${formatCount(count)} files`;
}
