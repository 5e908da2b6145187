import type { Language } from "#app/_messages/languages.ts";

/** "1,240", in German "1.240" */
export function formatCount(count: number, language: Language = "en"): string {
  return count.toLocaleString(language);
}
