import {
  CENTRAL_EUROPEAN,
  CHINESE,
  CP737,
  CP850,
  CP852,
  GREEK,
  JAPANESE,
  KOREAN,
  RUSSIAN,
  WESTERN,
} from "./zip-letters.ts";

/*
 * Names in zips that say nothing of their alphabet. By the standard that is code page 437 (APPNOTE 6.3, appendix D),
 * but Windows and many programs write the code page of their country. One program has written all names of an archive,
 * so all of them tell which.
 */

/** Names by which an alphabet is told; more tell no more. */
const MAX_NAMES = 2_000;
/** Share of the letters that have to be common ones of an alphabet. */
const MIN_SHARE = 0.6;
/** By how much of that others may fit less, and yet be it because their letters are more familiar. */
const MAX_BEHIND = 0.1;

/** Letters with accents, and the signs of Spanish, Portuguese and French. */
const LETTER = "\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u017f\\u0218-\\u021b";
/**
 * Such letters stand alone among ASCII's, or two beside one of these ("coração"). German's and those of Scandinavia may be
 * a whole name ("ÄÖÜ"), fractions are before a word, and "µ" behind a number.
 */
const ACCENTED = new RegExp(
  `(?<!\\P{ASCII})(?:${[
    `[¿¡«]?[${LETTER}]?[ªº°»]?`,
    "[äöüßåæø]+|[ÄÖÜÅÆØ]+",
    `«?(?<=[A-Za-z«])[${LETTER}]{2}|[${LETTER}]{2}(?=[A-Za-z])`,
    "(?<![A-Za-z])[½¼]|(?<=\\d ?)µ",
  ].join("|")})(?!\\P{ASCII})`,
  "gu",
);

/** A name beyond ASCII in an archive that does not say in which alphabet. */
export interface RawName {
  bytes: Uint8Array;
  /** As the standard has it; with U+FFFD where it is said to be UTF-8 and is not. */
  inCp437: string;
}

interface Alphabet {
  decode(name: RawName): string;
  /** What names in it are mostly made of, see zip-letters.ts. */
  familiar: string;
  /** How many letters beyond ASCII a name has in this alphabet, and how many of them are common there. */
  count(name: RawName): { letters: number; common: number };
}

/** European letters with accents among ASCII's. */
function ofSingleLetters(decode: Alphabet["decode"], familiar: string): Alphabet {
  return {
    decode,
    familiar,
    count: (name) => ({
      letters: name.bytes.filter((byte) => byte >= 0x80).length,
      common: decode(name).match(ACCENTED)?.join("").length ?? 0,
    }),
  };
}

/** Words of one alphabet, without letters of ASCII in them, capitals at their beginning. */
function ofWords(decode: Alphabet["decode"], familiar: string): Alphabet {
  const WORD = /^[^\P{Lu}A-Z]*[^\P{Ll}a-z]*$/u;
  return {
    decode,
    familiar,
    count(name) {
      const words = decode(name).match(/[A-Za-z]*\P{ASCII}[\P{ASCII}A-Za-z]*/gu) ?? [];
      const total = (of: readonly string[]) => of.join("").replaceAll(/\p{ASCII}/gu, "").length;
      return { letters: total(words), common: total(words.filter((one) => WORD.test(one))) };
    },
  };
}

/** Letters of two bytes, of which those within `common` are what people write. */
function ofPairs(
  label: string,
  isPair: (lead: number, trail: number) => boolean,
  common: readonly [number, number][],
  familiar: string,
): Alphabet {
  return {
    decode: ({ bytes }) => new TextDecoder(label).decode(bytes),
    familiar,
    count({ bytes }) {
      const found = { letters: 0, common: 0 };
      const isDecoded = !new TextDecoder(label).decode(bytes).includes("\ufffd");
      for (let at = 0; at < bytes.length; at++) {
        const [lead = 0, trail = 0] = bytes.subarray(at, at + 2);
        if (lead < 0x80) continue;
        found.letters += 1;
        if (!isPair(lead, trail)) continue;
        at += 1;
        const pair = lead * 0x100 + trail;
        if (isDecoded && common.some(([first, last]) => pair >= first && pair <= last)) found.common += 1;
      }
      return found;
    },
  };
}

const isHigh = (byte: number) => byte >= 0xa1 && byte <= 0xfe;

/** By a code page whose upper half is this text. */
function byTable(table: string): Alphabet["decode"] {
  return ({ bytes }) =>
    Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : table[byte - 0x80])).join("");
}

const STANDARD = ofSingleLetters(({ inCp437 }) => inCp437, WESTERN);
/** Of two that fit equally well the earlier one. */
const ALPHABETS: readonly Alphabet[] = [
  STANDARD,
  ofSingleLetters(byTable(CP850), WESTERN),
  ofSingleLetters(byTable(CP852), CENTRAL_EUROPEAN),
  // Kana, full-width signs, and the characters of the first level.
  ofPairs(
    "shift_jis",
    (lead, trail) => (lead < 0xa0 || lead >= 0xe0) && trail >= 0x40,
    [
      [0x8140, 0x8396],
      [0x889f, 0x9872],
    ],
    JAPANESE,
  ),
  ofWords(({ bytes }) => new TextDecoder("ibm866").decode(bytes), RUSSIAN),
  ofWords(byTable(CP737), GREEK),
  ofPairs("euc-kr", (lead, trail) => isHigh(lead) && isHigh(trail), [[0xb0a1, 0xc8fe]], KOREAN),
  ofPairs("gbk", (lead, trail) => isHigh(lead) && isHigh(trail), [[0xb0a1, 0xd7f9]], CHINESE),
  ofPairs("big5", (lead, trail) => isHigh(lead) && trail >= 0x40, [[0xa440, 0xc67e]], CHINESE),
];

/** What decodes the names of one archive, as all of them tell. */
export function chooseNameDecoder(names: readonly RawName[]): Alphabet["decode"] {
  const told = names.slice(0, MAX_NAMES);
  const measured = ALPHABETS.map((alphabet) => ({ alphabet, share: measureShare(alphabet, told) }));
  const most = Math.max(...measured.map(({ share }) => share));
  if (most <= MIN_SHARE) return STANDARD.decode;
  const fitting = measured.filter(({ share }) => share > most - MAX_BEHIND);
  const byFamiliar = fitting.map((one) => ({ ...one, fit: one.share + measureFamiliar(one.alphabet, told) }));
  return byFamiliar.reduce((best, one) => (one.fit > best.fit ? one : best)).alphabet.decode;
}

/** Which part of the letters are common ones, 0 to 1. */
function measureShare(alphabet: Alphabet, names: readonly RawName[]): number {
  const counts = names.map((name) => alphabet.count(name));
  const letters = counts.reduce((sum, count) => sum + count.letters, 0);
  return counts.reduce((sum, count) => sum + count.common, 0) / Math.max(letters, 1);
}

/** Which part of the characters beyond ASCII are familiar ones, 0 to 1. */
function measureFamiliar({ decode, familiar }: Alphabet, names: readonly RawName[]): number {
  const known = new Set(familiar);
  const found = names.flatMap((name) => decode(name).match(/\P{ASCII}/gu) ?? []);
  return found.filter((character) => known.has(character)).length / Math.max(found.length, 1);
}
