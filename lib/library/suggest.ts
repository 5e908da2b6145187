import { toSearchedWords } from "#lib/fold-words.ts";
import type { IndexFile } from "./index-file.ts";
import { type LabelKind, toToken } from "./labels.ts";
import { findWordsFrom } from "./word-prefixes.ts";

/** What a word that is being typed may become. */
export interface Suggestion {
  kind: "tag" | "album" | "camera" | "lens" | "city" | "region" | "country" | "word";
  label: string;
  /** Of a tag or album. */
  id?: string | undefined;
}

const kinds = ["tag", "album", "camera", "city", "region", "country", "lens"] as const satisfies LabelKind[];
const KINDS = kinds.map((kind) => `'${kind}'`).join(", ");
const MAX_LABELS = 200;
/** Of those that begin so, whether or not photos have them; asking that of each costs some 10 µs. */
const MAX_LOOKED_AT = 5_000;
const MAX_SUGGESTIONS = 8;
/** A shorter beginning has too many words. */
const MIN_WORD_LENGTH = 2;
const LAST_CHARACTER = "\u{10ffff}";

/** Names of tags, albums, cameras and places in which a word begins with `text`, and words of file names and titles. */
export function suggest(file: IndexFile, text: string): Suggestion[] {
  const searched = toSearchedWords(text).at(-1);
  if (!searched) return [];
  const found = new Map<string, Suggestion & { isFirst: boolean }>();
  for (const word of searched.spellings) {
    const rows = file
      .sql(
        `SELECT DISTINCT l.number, l.kind, l.key, l.name FROM label_words w CROSS JOIN labels l ON l.number = w.number
         WHERE w.word >= ? AND w.word < ? AND l.kind IN (${KINDS}) AND l.name IS NOT NULL LIMIT ${MAX_LOOKED_AT}`,
      )
      .iterate(word, word + LAST_CHARACTER);
    for (const { number, kind, key, name } of rows) {
      if (found.size === MAX_LABELS) break;
      const id = `${kind} ${key}`;
      if (found.has(id) || !isInUse(file, Number(number))) continue;
      const isNamed = kind === "tag" || kind === "album";
      const isFirst = String(name).toLowerCase().startsWith(text.toLowerCase());
      const suggestion = { kind: kind as Suggestion["kind"], label: String(name), isFirst };
      found.set(id, isNamed ? { ...suggestion, id: String(key) } : suggestion);
    }
  }
  const labels = [...found.values()]
    .sort((one, other) => toRank(one) - toRank(other))
    .map(({ isFirst: _, ...suggestion }) => suggestion)
    .slice(0, MAX_SUGGESTIONS);
  return [...labels, ...suggestWords(file, searched.spellings)].slice(0, MAX_SUGGESTIONS);
}

function toRank({ kind, isFirst }: Suggestion & { isFirst: boolean }): number {
  return kinds.indexOf(kind as (typeof kinds)[number]) + (isFirst ? 0 : kinds.length);
}

/** Whether any image has a label: of one that is gone the label stays. */
function isInUse({ sql }: IndexFile, label: number): boolean {
  return sql("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1").get(`"${toToken(label)}"`) !== undefined;
}

function suggestWords(file: IndexFile, spellings: string[]): Suggestion[] {
  const [word = ""] = spellings;
  if (word.length < MIN_WORD_LENGTH) return [];
  return findWordsFrom(file, word, MAX_SUGGESTIONS).map((label) => ({ kind: "word", label }));
}
