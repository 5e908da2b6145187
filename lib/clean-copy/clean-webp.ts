import { type KeptMetadata, rewriteExif } from "./exif-block.ts";
import { cleanIccProfile } from "./icc-profile.ts";
import { refuseLastWords, refuseText } from "./refused-endings.ts";
import {
  concatBytes,
  createParts,
  measureParts,
  readLatin1,
  takeBytes,
  toLatin1Bytes,
  toView,
  UnknownStructureError,
} from "./structure.ts";

/* WebP, RFC 9649: chunks of a RIFF file, each padded to an even length. */

const FILE_HEAD_BYTES = 12;
const HEAD_BYTES = 8;
const PICTURE_CHUNKS = new Set(["VP8 ", "VP8L", "ALPH"]);
/** Size of the canvas and what there is; background and loops. */
const [EXTENDED_BYTES, ANIMATION_BYTES] = [10, 6];
/** Size, place, pace and blending of a frame, before the chunks of its picture. */
const FRAME_HEAD_BYTES = 16;
const FLAG = { icc: 0x20, exif: 0x08, xmp: 0x04 } as const;

interface Chunk {
  type: string;
  at: number;
  /** After the padding. */
  end: number;
  data: Uint8Array;
  /** How many bytes of them the file lacks. */
  missing: number;
}

/**
 * A WebP file's picture or animation with orientation and profile. Of a picture that is cut off the rest is zeros; frames
 * and other parts that are cut off are left out. @throws UnknownStructureError
 */
export function cleanWebp(bytes: Uint8Array, keep: KeptMetadata): readonly Uint8Array[] {
  if (readLatin1(bytes, 0, 4) !== "RIFF" || readLatin1(bytes, 8, 4) !== "WEBP")
    throw new UnknownStructureError("Expected a WebP file");
  const riffEnd = HEAD_BYTES + toView(bytes).getUint32(4, true);
  const file = bytes.subarray(0, Math.min(bytes.length, riffEnd));
  const parts = createParts(file);
  const extended: Uint8Array[] = [];
  let [exif, icc]: (Uint8Array | undefined)[] = [];
  const isOfPicture = createPictureFinder();
  for (const { type, at, end, data, missing } of readChunks(file, FILE_HEAD_BYTES)) {
    parts.count();
    const isShown = isOfPicture(type);
    if (missing > 0 && isShown) parts.add(toChunk(type, completePicture(data, missing)));
    else if (missing > 0) break;
    else if (type === "VP8X" && extended.length === 0) extended.push(takeBytes(data, 0, EXTENDED_BYTES).slice());
    else if (type === "ICCP") icc ??= cleanIccProfile(data);
    else if (type === "EXIF") exif ??= rewriteExif(data, keep);
    else if (type === "ANIM") parts.add(toChunk(type, takeBytes(data, 0, ANIMATION_BYTES)));
    else if (type === "ANMF") for (const part of toChunkParts(type, cleanFrame(data))) parts.add(part);
    else if (isShown) {
      refuseWords(type, data);
      parts.keep(at, end);
    }
  }
  // Only a file with this header may have more than a picture.
  const [header] = extended;
  if (!header) return assemble(parts.all());
  // Decoders look only for what is announced.
  const flags = header[0] ?? 0;
  if (!(flags & FLAG.exif)) exif = undefined;
  if (!(flags & FLAG.icc)) icc = undefined;
  header[0] = flags & ~(FLAG.icc | FLAG.exif | FLAG.xmp);
  if (icc) header[0] |= FLAG.icc;
  if (exif) header[0] |= FLAG.exif;
  return assemble([
    toChunk("VP8X", header),
    ...(icc ? [toChunk("ICCP", icc)] : []),
    ...parts.all(),
    ...(exif ? [toChunk("EXIF", exif)] : []),
  ]);
}

/** Tells which chunks are those of a picture: its opacity, then its pixels, each once. After those none is shown. */
function createPictureFinder(): (type: string) => boolean {
  const seen = new Set<string>();
  return (type) => {
    if (!PICTURE_CHUNKS.has(type) || seen.has(type) || seen.has("VP8 ") || seen.has("VP8L")) return false;
    seen.add(type);
    return true;
  };
}

function* readChunks(bytes: Uint8Array, from: number): Generator<Chunk> {
  const view = toView(bytes);
  for (let at = from; at + HEAD_BYTES <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    // The last one may lack its padding.
    const end = Math.min(bytes.length, at + HEAD_BYTES + length + (length % 2));
    yield { type: readLatin1(bytes, at, 4), at, end, data, missing: length - data.length };
    at = end;
  }
}

/** @throws UnknownStructureError for words behind a picture, which nothing but decoding would tell from it */
function refuseWords(type: string, data: Uint8Array): void {
  const COMPRESSION_BITS = 3;
  // Opacity may be stored as it is, and look like anything.
  if (type !== "ALPH" || ((data[0] ?? 0) & COMPRESSION_BITS) !== 0) refuseLastWords(data);
}

/** Less is shown to nobody, see thumbnail-worker/sandbox/completed-webp.ts. */
const MIN_SHOWN_PART = 0.85;
/** A decoder that runs out of bytes a little before its last pixel gives none at all. */
const EXTRA_BYTES = 1024;

/** @throws UnknownStructureError where too little is there, or what is there ends in words */
function completePicture(data: Uint8Array, missing: number): Uint8Array {
  if (data.length < (data.length + missing) * MIN_SHOWN_PART)
    throw new UnknownStructureError(`The picture lacks ${missing} bytes`);
  refuseText(data);
  return concatBytes([data, new Uint8Array(missing + EXTRA_BYTES)]);
}

function cleanFrame(frame: Uint8Array): readonly Uint8Array[] {
  const parts = createParts(frame);
  parts.keep(0, takeBytes(frame, 0, FRAME_HEAD_BYTES).length);
  const isOfPicture = createPictureFinder();
  for (const { type, at, end, data, missing } of readChunks(frame, FRAME_HEAD_BYTES)) {
    if (missing > 0) throw new UnknownStructureError("A part of a frame ends beyond it");
    if (!isOfPicture(type)) continue;
    refuseWords(type, data);
    parts.keep(at, end);
  }
  return parts.all();
}

function toChunk(type: string, data: Uint8Array): Uint8Array {
  return concatBytes(toChunkParts(type, [data]));
}

function toChunkParts(type: string, data: readonly Uint8Array[]): Uint8Array[] {
  const head = concatBytes([toLatin1Bytes(type), new Uint8Array(4)]);
  const length = measureParts(data);
  toView(head).setUint32(4, length, true);
  return [head, ...data, new Uint8Array(length % 2)];
}

function assemble(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  const head = toLatin1Bytes("RIFF\0\0\0\0WEBP");
  toView(head).setUint32(4, head.length + measureParts(chunks) - HEAD_BYTES, true);
  return [head, ...chunks];
}
