/*
 * Names in zips that say nothing of their alphabet. By the standard that is code page 437 (APPNOTE 6.3, appendix D),
 * but Windows and many programs write the code page of their country. One program has written all names of an archive,
 * so all of them tell which.
 */

/** Names by which an alphabet is told; more tell no more. */
const MAX_NAMES = 2_000;
/** Share of the letters that have to be common ones of an alphabet. */
const MIN_SHARE = 0.6;

/** 0x80 to 0xff of code page 850, which Windows uses in Western Europe; no decoder of the platform knows it. */
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";
/** Letters with accents, and the signs of Spanish, Portuguese and French: "¿", "¡", "ª", "º", "°", "«" and "»". */
const ACCENTED = /(?<!\P{ASCII})[¿¡ªº°«»\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]{1,2}(?!\P{ASCII})/gu;
/** The same, and letters in a row as people list them: "äöüß", "ÅÄÖ". */
const LISTED = new RegExp(
  `${ACCENTED.source}|(?<!\\P{ASCII})(?:[\u00c0-\u00d6\u00d8-\u00de]{0,5}[\u00df-\u00f6\u00f8-\u017f]{0,5})(?!\\P{ASCII})`,
  "gu",
);
/** A word of Russian: small letters, behind a capital or not, or capitals alone. One letter tells nothing. */
const RUSSIAN_WORD = /^(?=..)(?!.*\p{ASCII})(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u;

/** A name beyond ASCII in an archive that does not say in which alphabet. */
export interface RawName {
  bytes: Uint8Array;
  /** As the standard has it; with U+FFFD where it is said to be UTF-8 and is not. */
  inCp437: string;
}

interface Alphabet {
  decode(name: RawName): string;
  /** How many letters beyond ASCII a name has in this alphabet, and how many of them are common there. */
  count(name: RawName): { letters: number; common: number };
}

/** European letters with accents stand among ASCII's, two of them together at most ("coração"). */
function ofSingleLetters(decode: Alphabet["decode"], letters = ACCENTED): Alphabet {
  return {
    decode,
    count: (name) => ({
      letters: name.bytes.filter((byte) => byte >= 0x80).length,
      common: decode(name).match(letters)?.join("").length ?? 0,
    }),
  };
}

/** Words of one alphabet besides ASCII, none of which has letters of both. */
function ofWords(label: string, word: RegExp): Alphabet {
  const decode = ({ bytes }: RawName) => new TextDecoder(label).decode(bytes);
  return {
    decode,
    count(name) {
      const words = decode(name).match(/[A-Za-z]*[^\p{ASCII}]+[A-Za-z]*/gu) ?? [];
      const total = (of: readonly string[]) => of.join("").replaceAll(/\p{ASCII}/gu, "").length;
      return { letters: total(words), common: total(words.filter((one) => word.test(one))) };
    },
  };
}

/** Letters of two bytes, of which those within `common` are what people write. */
function ofPairs(
  label: string,
  isPair: (lead: number, trail: number) => boolean,
  common: readonly [number, number][],
): Alphabet {
  return {
    decode: ({ bytes }) => new TextDecoder(label).decode(bytes),
    count({ bytes }) {
      const found = { letters: 0, common: 0 };
      for (let at = 0; at < bytes.length; at++) {
        const [lead = 0, trail = 0] = bytes.subarray(at, at + 2);
        if (lead < 0x80) continue;
        found.letters += 1;
        if (!isPair(lead, trail)) continue;
        at += 1;
        const pair = lead * 0x100 + trail;
        if (common.some(([first, last]) => pair >= first && pair <= last)) found.common += 1;
      }
      return found;
    },
  };
}

const isHigh = (byte: number) => byte >= 0xa1 && byte <= 0xfe;

const STANDARD = ofSingleLetters(({ inCp437 }) => inCp437);
const STANDARD_LISTED = ofSingleLetters(({ inCp437 }) => inCp437, LISTED);
const RUSSIAN = ofWords("ibm866", RUSSIAN_WORD);
/** Of two that fit equally well the earlier one: the letters of Korean are among those of the Chinese ones. */
const ALPHABETS: readonly Alphabet[] = [
  ofSingleLetters(({ bytes }) =>
    Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP850[byte - 0x80])).join(""),
  ),
  // Kana, full-width signs, and the characters of the first level.
  ofPairs("shift_jis", (lead, trail) => (lead < 0xa0 || lead >= 0xe0) && trail >= 0x40 && trail <= 0xfc, [
    [0x8140, 0x8396],
    [0x889f, 0x9872],
  ]),
  RUSSIAN,
  ofPairs("euc-kr", (lead, trail) => isHigh(lead) && isHigh(trail), [[0xb0a1, 0xc8fe]]),
  ofPairs("gbk", (lead, trail) => isHigh(lead) && isHigh(trail), [[0xb0a1, 0xd7f9]]),
  ofPairs("big5", (lead, trail) => isHigh(lead) && trail >= 0x40, [[0xa440, 0xc67e]]),
];

/** What decodes the names of one archive, as all of them tell. */
export function chooseNameDecoder(names: readonly RawName[]): Alphabet["decode"] {
  const told = names.slice(0, MAX_NAMES);
  const measure = (alphabet: Alphabet) => {
    const counts = told.map((name) => alphabet.count(name));
    const letters = counts.reduce((sum, count) => sum + count.letters, 0);
    return counts.reduce((sum, count) => sum + count.common, 0) / Math.max(letters, 1);
  };
  let best = { alphabet: STANDARD, share: Math.max(measure(STANDARD), MIN_SHARE) };
  for (const alphabet of ALPHABETS) {
    const share = measure(alphabet);
    if (share > best.share) best = { alphabet, share };
  }
  // Capitals of Russian, and parts of other letters, are the standard's accented ones.
  const mayBeStandard = best.alphabet === RUSSIAN || best.share < 1;
  const isStandard = mayBeStandard && measure(STANDARD_LISTED) >= best.share;
  return (isStandard ? STANDARD : best.alphabet).decode;
}
