/*
 * How text becomes words, for what is indexed and for what is searched alike. The rules are those of the language of
 * queries: case and accents do not matter, German umlauts are found in both usual spellings, Chinese, Japanese and
 * Korean, which put no spaces between words, are cut into characters and pairs of neighbours. A text that has all pairs
 * of a searched word is found by it although it may have them in different places: 東京都 finds 東京と京都.
 */

/** Longer words are cut, in what is indexed as in what is searched. */
const MAX_WORD_LENGTH = 64;

/** Letters that Unicode does not take apart into a base letter and a mark. */
const plainLetters: Record<string, string> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ı: "i",
  ħ: "h",
  ŧ: "t",
  ŋ: "n",
  ς: "σ",
};
const PLAIN_LETTERS = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

/** Second spellings that people use where the keyboard lacks the letter. */
const spelledOut: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe" };
const SPELLED_OUT = new RegExp(`[${Object.keys(spelledOut).join("")}]`, "gu");
/** Who writes "oe" for ö leaves the ring off an å more often than not. */
const [RING, RING_SPELLED_OUT] = ["å", "aa"];

/** Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs; marks that make another letter stay. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652]/gu;

/**
 * Apostrophes that Unicode counts as letters, of Ukrainian, Hawaiian and transcriptions: they part words as others do.
 */
const APOSTROPHES = "\\u02b9-\\u02bf\\u02c8";
/**
 * What copies of one text have or lack, seen or not: whether a character is drawn as an emoji, or in which of its forms;
 * where a word may be hyphenated, is joined or drawn out. Some count as parts of words: that behind ❤️ would begin so.
 */
const DRAWING = /\u00ad|\u0640|\u200d|\u20e3|\p{Variation_Selector}/gu;
/** Digits of other scripts; those of 0 to 9 stand behind each other in each. */
const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;
const DIGIT = /\p{Nd}/u;
/** Becomes letters that would stick to what follows it. */
const NUMERO = "\u2116";

const CJK = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u30fc";
const PARTS = new RegExp(`[${CJK}]+|[[\\p{L}\\p{N}\\p{M}]--[${CJK}${APOSTROPHES}]]+`, "gv");
const HAS_LETTER = /[\p{L}\p{N}]/u;
const IS_CJK = new RegExp(`^[${CJK}]`, "u");

/** One word of a search: found by any one of its spellings. */
export interface SearchedWord {
  spellings: string[];
  /** Whether longer words that begin with it match as well. */
  isPrefix: boolean;
}

/** Text without differences that do not matter to a search: case, accents, widths, ligatures. */
export function foldText(text: string): string {
  return foldLowered(lower(text));
}

/** A name without differences by which no two tags are told apart. */
export function foldName(name: string): string {
  return foldText(name).replaceAll(/\s+/gu, " ").trim();
}

/** The words that text is found by, each once. */
export function toIndexedWords(text: string): string[] {
  const words = new Set<string>();
  for (const part of toBuckets(text)) {
    if (IS_CJK.test(part)) {
      const characters = [...part];
      for (const [index, character] of characters.entries()) {
        words.add(character);
        const next = characters[index + 1];
        if (next !== undefined) words.add(character + next);
      }
    } else {
      for (const spelling of toSpellings(part)) words.add(spelling);
    }
  }
  return [...words];
}

/** The words of a search, each once; none for text without letters and digits, which finds nothing. All must match. */
export function toSearchedWords(text: string): SearchedWord[] {
  const words = new Map<string, SearchedWord>();
  const add = (word: SearchedWord) => words.set(word.spellings.join(" "), word);
  for (const part of toBuckets(text)) {
    if (IS_CJK.test(part)) {
      const characters = [...part];
      const [first] = characters;
      if (characters.length === 1 && first) add({ spellings: [first], isPrefix: false });
      for (let index = 0; index + 1 < characters.length; index++) {
        add({ spellings: [characters.slice(index, index + 2).join("")], isPrefix: false });
      }
    } else {
      add({ spellings: toSpellings(part), isPrefix: true });
    }
  }
  return [...words.values()];
}

/** Runs of letters and digits, lower-case, accents still on; everything else parts words, marks by themselves too. */
function toBuckets(text: string): string[] {
  return (
    lower(text.replaceAll(NUMERO, ` ${NUMERO} `))
      .replace(DRAWING, "")
      .replace(OTHER_DIGITS, toDigit)
      .match(PARTS)
      ?.filter((part) => HAS_LETTER.test(part)) ?? []
  );
}

/** What a digit of any script says, "0" to "9". */
function toDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function toSpellings(part: string): string[] {
  const longer = part.replace(SPELLED_OUT, (letter) => spelledOut[letter] ?? letter);
  const spellings = [part, longer, longer.replaceAll(RING, RING_SPELLED_OUT), part.replaceAll(RING, RING_SPELLED_OUT)];
  const words = [...new Set(spellings)].map((spelling) => cut(foldLowered(spelling)));
  return [...new Set(words)].filter((word) => word.length > 0);
}

function lower(text: string): string {
  // Halves of surrogate pairs cannot be stored as UTF-8.
  return text.toWellFormed().normalize("NFKC").toLowerCase().normalize("NFC");
}

function foldLowered(text: string): string {
  return text
    .replace(PLAIN_LETTERS, (letter) => plainLetters[letter] ?? letter)
    .normalize("NFD")
    .replace(ACCENTS, "")
    .normalize("NFC");
}

function cut(word: string): string {
  return word.length <= MAX_WORD_LENGTH ? word : word.slice(0, MAX_WORD_LENGTH).toWellFormed();
}
