import type { DatabaseSync, StatementSync } from "node:sqlite";
import { toIndexedWords } from "#lib/fold-words.ts";
import { nameCountry } from "#lib/places/country-name.ts";

export type LabelKind =
  | "tag"
  | "album"
  | "camera"
  | "lens"
  | "city"
  | "region"
  | "country"
  | "type"
  | "status"
  | "failure"
  | "source"
  | "flag"
  | "letter"
  | "word"
  | "year"
  | "renditions"
  | "share"
  | "guest";

/** What is true of few photos and so stands among their words: in the trash or not yet there; favourite; archived. */
export type Flag = "hidden" | "favourite" | "archived";

/** Kinds whose names people search by. Names of tags and albums come with items of their own. */
const searchedKinds: readonly LabelKind[] = ["camera", "lens", "city", "region", "country", "word", "year"];

/** Private-use characters of planes 15 and 16, and pairs of those of the basic plane once they are used up. */
const PLANE_15 = 0xf0000;
const PLANE_SIZE = 0xfffe;
const BASIC = 0xe000;
const BASIC_SIZE = 0x1900;

export interface Label {
  number: number;
  kind: LabelKind;
  key: string;
  name: string | null;
}

/** What many images share, by number. */
export interface Labels {
  /** The number of a label, which is made when it is new. */
  intern(kind: LabelKind, key: string): number;
  /** The number of a label, undefined when no image ever had it. */
  find(kind: LabelKind, key: string): number | undefined;
  /** The key behind a number; "" for one that does not exist. */
  toKey(number: number): string;
  /** Gives a tag or album its name, or takes it away. */
  rename(kind: "tag" | "album", key: string, name: string | null): void;
  /** Numbers of the labels of which a word of the name begins with, or is, `word`. */
  findByWord(word: string, isPrefix: boolean): number[];
  /** All labels of a kind. */
  list(kind: LabelKind): Label[];
  /** Forgets what was read, after a transaction was rolled back. */
  forget(): void;
}

/** The word that stands for a label among the words of an image; no text contains it. */
export function toToken(number: number): string {
  if (number < PLANE_SIZE) return String.fromCodePoint(PLANE_15 + number);
  if (number < 2 * PLANE_SIZE) return String.fromCodePoint(PLANE_15 + 0x10000 + number - PLANE_SIZE);
  const rest = number - 2 * PLANE_SIZE;
  return String.fromCodePoint(BASIC + Math.floor(rest / BASIC_SIZE), BASIC + (rest % BASIC_SIZE));
}

/** The words that a label of a kind is found by. */
export function toLabelWords(kind: string, name: string): string[] {
  return toIndexedWords(kind === "country" ? `${name} ${nameCountry(name, "de")}` : name);
}

export function createLabels(database: DatabaseSync): Labels {
  const numbers = new Map<string, number>();
  const keys = new Map<number, string>();
  const prepared = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const find = (kind: LabelKind, key: string): number | undefined => {
    const known = numbers.get(`${kind} ${key}`);
    if (known !== undefined) return known;
    const row = sql("SELECT number FROM labels WHERE kind = ? AND key = ?").get(kind, key);
    if (!row) return undefined;
    const number = Number(row.number);
    numbers.set(`${kind} ${key}`, number);
    keys.set(number, key);
    return number;
  };
  const addWords = (number: number, kind: LabelKind, name: string) => {
    for (const word of toLabelWords(kind, name)) {
      sql("INSERT OR IGNORE INTO label_words VALUES (?, ?)").run(word, number);
    }
  };
  const intern = (kind: LabelKind, key: string): number => {
    const known = find(kind, key);
    if (known !== undefined) return known;
    const isSearched = searchedKinds.includes(kind);
    const { lastInsertRowid } = sql("INSERT INTO labels (kind, key, name) VALUES (?, ?, ?)").run(
      kind,
      key,
      isSearched ? key : null,
    );
    const number = Number(lastInsertRowid);
    if (isSearched) addWords(number, kind, key);
    numbers.set(`${kind} ${key}`, number);
    keys.set(number, key);
    return number;
  };
  return {
    intern,
    find,
    toKey(number) {
      const known = keys.get(number);
      if (known !== undefined) return known;
      const key = String(sql("SELECT key FROM labels WHERE number = ?").get(number)?.key ?? "");
      keys.set(number, key);
      return key;
    },
    rename(kind, key, name) {
      const number = intern(kind, key);
      const former = sql("SELECT name FROM labels WHERE number = ?").get(number)?.name;
      if (typeof former === "string") {
        for (const word of toIndexedWords(former)) {
          sql("DELETE FROM label_words WHERE word = ? AND number = ?").run(word, number);
        }
      }
      sql("UPDATE labels SET name = ? WHERE number = ?").run(name, number);
      if (name !== null) addWords(number, kind, name);
    },
    findByWord(word, isPrefix) {
      const rows = isPrefix
        ? sql("SELECT DISTINCT number FROM label_words WHERE word >= ? AND word < ?").all(word, `${word}\u{10ffff}`)
        : sql("SELECT number FROM label_words WHERE word = ?").all(word);
      return rows.map(({ number }) => Number(number));
    },
    list(kind) {
      return sql("SELECT number, kind, key, name FROM labels WHERE kind = ?").all(kind) as unknown as Label[];
    },
    forget() {
      numbers.clear();
      keys.clear();
    },
  };
}
