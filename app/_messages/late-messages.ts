import type { Language } from "./languages.ts";
import type { Areas } from "./messages-provider.tsx";
import { speakHere, spokenLanguage } from "./messages-provider.tsx";

const load: Record<Language, () => Promise<{ late: Areas }>> = {
  en: () => import("./en/late.ts"),
  de: () => import("./de/late.ts"),
};

/** Pages of a tab come in another language once another tab chose one. */
let loading: { language: Language; words: Promise<void> } | undefined;

/**
 * Fetches a part of the library together with its words: a page carries only the words that it shows itself, and the
 * parts that come later share one file of words. Rejects when either cannot be fetched.
 */
export async function withLateMessages<Part>(fetchPart: () => Promise<Part>): Promise<Part> {
  const { language } = spokenLanguage();
  if (loading?.language !== language) loading = { language, words: fetchMessages(language) };
  const [part] = await Promise.all([fetchPart(), loading.words]);
  return part;
}

async function fetchMessages(language: Language): Promise<void> {
  try {
    const { late } = await load[language]();
    speakHere({ ...spokenLanguage(), areas: late });
  } catch (error) {
    if (loading?.language === language) loading = undefined;
    throw error;
  }
}
