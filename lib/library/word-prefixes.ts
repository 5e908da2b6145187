import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Beginnings of words of up to so many letters have an index of their own in `words`. */
const MAX_INDEXED = 4;
/** Looking up each costs some 20 µs. */
const MAX_WORDS = 8;
/** Sorts before every character that a word can have. */
const FIRST_CHARACTER = "\u0001";
const LAST_CHARACTER = "\u{10ffff}";

/** An open index, by its prepared statements. */
interface Statements {
  sql(text: string): StatementSync;
}

/** Lets a connection look at the words of its index; nothing of it is in the file. */
export function openVocabulary(database: DatabaseSync): void {
  database.exec("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, instance)");
}

/**
 * The words of an index that begin with a longer text, none of them left out; undefined when there are many, or the
 * text is short. The engine gathers all photos of all such words before it gives the first; of words that it is given
 * one by one it reads what a page needs.
 */
export function listWordsFrom(file: Statements, beginning: string): string[] | undefined {
  if ([...beginning].length <= MAX_INDEXED) return undefined;
  const words = findWordsFrom(file, beginning, MAX_WORDS + 1);
  return words.length > MAX_WORDS ? undefined : words;
}

/** The first words of an index that begin with a text, at most `limit`. The words of photos that are gone may be among them. */
export function findWordsFrom({ sql }: Statements, beginning: string, limit: number): string[] {
  // It has a row for each photo of a word, so each word is looked for behind the one before.
  const next = sql("SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1");
  const words: string[] = [];
  for (let from = beginning; words.length < limit; ) {
    const word = next.get(from, beginning + LAST_CHARACTER)?.term;
    if (word === undefined) break;
    words.push(String(word));
    from = word + FIRST_CHARACTER;
  }
  return words;
}
