import { decodeText } from "./decode-text.ts";
import type { TagValue } from "./tiff-directory.ts";

/*
 * EXIF's comment (CIPA DC-008, 4.6.5): eight bytes that name its characters, then the text, padded with blanks or NULs.
 */

const CODE_BYTES = 8;
/**
 * What cameras and programs leave there for themselves: "oplus_32" of each photo of some telephones, "filter: 0;
 * captureOrientation: 0; …" of others, JSON, and bytes that are no text.
 */
const NO_WORDS = [
  /^\s*[{[<]/,
  /^\s*\S{0,40}[_\d]\S{0,40}\s*$/,
  /^\s*\w+ ?:[^;\n]*;\s*\w+ ?:/,
  /(?![\t\n\r])\p{Cc}|\ufffd/u,
];

/** The text of a comment; undefined where it holds no words. `little`: the byte order of its block. */
export function decodeUserComment(value: TagValue | undefined, little: boolean): string | undefined {
  const text = Buffer.isBuffer(value) ? decode(value, little) : typeof value === "string" ? value : undefined;
  return text === undefined || text.trim() === "" || NO_WORDS.some((kind) => kind.test(text)) ? undefined : text;
}

function decode(value: Buffer, little: boolean): string {
  const code = value
    .toString("latin1", 0, CODE_BYTES)
    .replace(/[\0\s]+$/, "")
    .toUpperCase();
  const text = value.subarray(CODE_BYTES);
  if (code === "UNICODE") return decodeUtf16(text, little);
  if (code === "JIS") return decodeJis(text);
  // Some programs write no code, and others nothing in its place.
  return decodeText(["ASCII", ""].includes(code) ? text : value);
}

/** The letters, digits and marks of the scripts in use; what UTF-16 in the other byte order gives is mostly none. */
const USUAL =
  /[\u0020-\u024f\u0370-\u06ff\u0900-\u0e7f\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]/g;

/** By its mark or by what makes sense: programs go by the block's byte order, by the machine's, or by neither. */
function decodeUtf16(bytes: Buffer, little: boolean): string {
  const orders = little ? (["utf-16le", "utf-16be"] as const) : (["utf-16be", "utf-16le"] as const);
  const [own, other] = orders.map((order) => new TextDecoder(order, { ignoreBOM: true }).decode(bytes));
  const isOther = other?.startsWith("\ufeff") || countUsual(other) > countUsual(own);
  const [text = ""] = (isOther ? other : own)?.replace(/^\ufeff/, "").split("\0") ?? [];
  return text;
}

function countUsual(text = ""): number {
  return text.match(USUAL)?.length ?? 0;
}

/** JIS X 0208 as electronic mail writes it, or in the two forms of Unix and Windows. */
function decodeJis(bytes: Buffer): string {
  const text = bytes.includes(0) ? bytes.subarray(0, bytes.indexOf(0)) : bytes;
  const ESCAPE = 0x1b;
  for (const encoding of text.includes(ESCAPE) ? ["iso-2022-jp"] : ["utf-8", "euc-jp", "shift_jis"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(text);
    } catch {
      // It is another of them.
    }
  }
  return "";
}
