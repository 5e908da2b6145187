import { inflateSync } from "node:zlib";
import type { TimeText } from "#lib/metadata/facts.ts";
import type { ByteSource } from "./byte-source.ts";
import { decodeText } from "./decode-text.ts";

/*
 * What PNG carries besides pixels (PNG Third Edition, W3C), before and behind them: EXIF in a chunk of its own or in
 * hex as ImageMagick writes it, XMP, IPTC, texts, and the time of the last change.
 */

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Chunks looked at; pixels come in chunks of 8 KB or more in real files. */
const MAX_CHUNKS = 100_000;
/** Of one chunk that is read, bytes, and of what it inflates to. */
const MAX_CHUNK_BYTES = 1024 * 1024;
/** Chunks that are read; a real file has a handful. */
const MAX_TEXT_CHUNKS = 64;

export interface PngMetadata {
  /** Those in chunks of their own and in hex, in their order. */
  exif: Buffer[];
  xmp: Buffer | undefined;
  iptc: Buffer | undefined;
  /** Of the last change, in UTC. */
  modified: TimeText | undefined;
  /** "Title", "Description", "Creation Time" and so on; the first of each. */
  texts: ReadonlyMap<string, string>;
}

/** Never throws for what it reads. */
export function readPngMetadata(source: ByteSource): PngMetadata {
  const exif: Buffer[] = [];
  const found: Record<"xmp" | "iptc", Buffer | undefined> = { xmp: undefined, iptc: undefined };
  const texts = new Map<string, string>();
  let modified: TimeText | undefined;
  for (const { type, data } of metadataChunks(source)) {
    if (type === "eXIf") exif.push(data);
    else if (type === "tIME") modified ??= readTime(data);
    else {
      const text = readText(type, data);
      if (!text) continue;
      const kind = profileKinds[text.keyword];
      if (kind) {
        const block = text.keyword === XMP_KEYWORD ? text.value : decodeRawProfile(text.value);
        // An APP1 segment of JPEG is either of the two.
        const isXmp = kind === "exif" && block?.toString("latin1", 0, XMP_MARK.length) === XMP_MARK;
        if (isXmp) found.xmp ??= block.subarray(XMP_MARK.length);
        else if (kind !== "exif") found[kind] ??= block;
        else if (block) exif.push(block);
      } else if (!texts.has(text.keyword)) texts.set(text.keyword, decodeText(text.value));
    }
  }
  return { exif, ...found, texts, modified };
}

const TEXT_TYPES = new Set(["tEXt", "zTXt", "iTXt"]);

function* metadataChunks(source: ByteSource): Generator<{ type: string; data: Buffer }> {
  if (source.read(0, SIGNATURE.length)?.toString("latin1") !== SIGNATURE) return;
  let at = SIGNATURE.length;
  let textChunks = 0;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const head = source.read(at, 8);
    if (!head) return;
    const length = head.readUInt32BE(0);
    const type = head.toString("latin1", 4, 8);
    const isText = TEXT_TYPES.has(type) && ++textChunks <= MAX_TEXT_CHUNKS;
    if ((isText || type === "eXIf" || type === "tIME") && length <= MAX_CHUNK_BYTES) {
      const data = source.read(at + 8, length);
      if (data) yield { type, data };
    }
    if (type === "IEND") return;
    at += 8 + length + 4;
  }
}

const XMP_KEYWORD = "XML:com.adobe.xmp";
const XMP_MARK = "http://ns.adobe.com/xap/1.0/\0";
const profileKinds: Record<string, "exif" | "xmp" | "iptc" | undefined> = Object.assign(Object.create(null), {
  [XMP_KEYWORD]: "xmp",
  "Raw profile type xmp": "xmp",
  "Raw profile type exif": "exif",
  "Raw profile type APP1": "exif",
  "Raw profile type iptc": "iptc",
  "Raw profile type 8bim": "iptc",
});

function readText(type: string, data: Buffer): { keyword: string; value: Buffer } | undefined {
  const end = data.indexOf(0);
  if (end < 1) return undefined;
  const keyword = data.toString("latin1", 0, end);
  const rest = data.subarray(end + 1);
  const value = type === "tEXt" ? rest : type === "zTXt" ? inflate(rest.subarray(1)) : readInternational(rest);
  return value && { keyword, value };
}

/** Compression flag and method, language and translated keyword, each ended by a NUL, then the text. */
function readInternational(rest: Buffer): Buffer | undefined {
  const afterLanguage = rest.indexOf(0, 2) + 1;
  const afterKeyword = afterLanguage > 0 ? rest.indexOf(0, afterLanguage) + 1 : 0;
  if (afterKeyword === 0) return undefined;
  const text = rest.subarray(afterKeyword);
  return rest[0] === 1 ? inflate(text) : text;
}

function inflate(data: Buffer): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength: MAX_CHUNK_BYTES });
  } catch {
    return undefined;
  }
}

/** "\nexif\n  1234\n45786966…": a line with a name, the length, and hex digits in lines. */
function decodeRawProfile(text: Buffer): Buffer | undefined {
  // One separator: the digits may begin with more, and whichever of two parts takes them is tried one by one.
  const [, digits = ""] = /^\s*\S[^\n]*\n\s*\d+\s([\da-f\s]*)$/i.exec(text.toString("latin1")) ?? [];
  const bytes = Buffer.from(digits.replaceAll(/\s+/g, ""), "hex");
  return bytes.length > 0 ? bytes : undefined;
}

function readTime(data: Buffer): TimeText | undefined {
  if (data.length !== 7) return undefined;
  const [month, day, hour, minute, second] = data.subarray(2);
  return { text: `${data.readUInt16BE()}-${month}-${day} ${hour}:${minute}:${second}`, offsets: ["Z"] };
}
