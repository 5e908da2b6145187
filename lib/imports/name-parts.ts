/* Names of files as Google's exports write, number and cut them. */

/** Of a photo's name with its ending; before longer endings than ".jpg" some were cut as if it were that. */
export const MAX_PHOTO_NAME = 51;
export const MAX_PHOTO_STEM = 47;

/** Of "a.b.jpg" "a.b" and ".jpg"; what is behind the last dot is no ending where it is long or a word. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const extension = /\.[\p{L}\p{N}~]{1,5}$/u.exec(name)?.[0] ?? "";
  return { stem: name.slice(0, name.length - extension.length), extension };
}

export function splitNumber(stem: string): { base: string; number: string } {
  const number = /\(\d{1,6}\)$/.exec(stem)?.[0] ?? "";
  return { base: stem.slice(0, stem.length - number.length), number };
}

/** Half a character, which a cut may leave, is written as one sign or another, and a sigma by what comes after it. */
export function fold(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .toWellFormed()
    .replaceAll(/\ufffd+/g, "?");
}
