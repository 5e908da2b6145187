import type { Language } from "./languages.ts";
import type { Areas } from "./messages-provider.tsx";
import { speakHere, spokenLanguage } from "./messages-provider.tsx";

const load: Record<Language, () => Promise<{ late: Areas }>> = {
  en: () => import("./en/late.ts"),
  de: () => import("./de/late.ts"),
};

let loading: Promise<void> | undefined;

/**
 * What `fetchPart` fetches, once its words are there as well: a page brings only those that it shows itself, and parts of
 * the library that are fetched later share a file of theirs. Rejects when either cannot be fetched.
 */
export async function withLateMessages<Part>(fetchPart: () => Promise<Part>): Promise<Part> {
  loading ??= fetchMessages();
  const [part] = await Promise.all([fetchPart(), loading]);
  return part;
}

async function fetchMessages(): Promise<void> {
  try {
    const { language, locale } = spokenLanguage();
    speakHere({ language, locale, areas: (await load[language]()).late });
  } catch (error) {
    loading = undefined;
    throw error;
  }
}
