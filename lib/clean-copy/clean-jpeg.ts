import { type KeptMetadata, rewriteExif } from "./exif-block.ts";
import { findScanEnds } from "./find-scan-ends.ts";
import { cleanIccProfile } from "./icc-profile.ts";
import { refuseMoreThanSaid } from "./jpeg-lengths.ts";
import { ADOBE_BYTES, APP14, EOI, findMarker, findScanEnd, isLone, isOfPicture, SOI, SOS } from "./jpeg-markers.ts";
import { mayHoldMore } from "./refused-endings.ts";
import { concatBytes, createParts, readLatin1, toLatin1Bytes, toView, UnknownStructureError } from "./structure.ts";

/* JPEG, ITU-T T.81, with the application segments of JFIF, Adobe, EXIF and ICC. */

const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;

const ICC_MARK = "ICC_PROFILE\0";
const EXIF_MARK = "Exif\0";
const MAX_SEGMENT_BYTES = 0xffff;

/**
 * The first picture of a JPEG file with orientation and colour profile. Segments that a decoder does not need are left
 * out, and so is everything after the picture's end. A file that was cut off, within its picture or between two scans of
 * it, gets an end, as does one that begins again before its end.
 * @throws UnknownStructureError, also for a picture without an end after which something else follows
 */
export function* cleanJpeg(bytes: Uint8Array, keep: KeptMetadata): Generator<void, readonly Uint8Array[]> {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new UnknownStructureError("Expected a JPEG file");
  const body = createParts(bytes);
  const profile = new Map<number, Uint8Array>();
  let jfif: Uint8Array | undefined;
  let exif: { block: Uint8Array | undefined } | undefined;
  let scanEnds: ReadonlyMap<number, number> | undefined;
  let hasScan = false;
  for (let at = 2; ; ) {
    const marker = findMarker(bytes, at);
    if (!marker || marker.code === EOI || (marker.code === SOI && hasScan)) break;
    at = marker.end;
    body.count();
    if (isLone(marker.code)) continue;
    if (marker.code < 0xc0 || marker.code === SOI)
      throw new UnknownStructureError(`Unexpected marker ${marker.code} before ${at}`);
    const segment = takeSegment(bytes, at);
    // Nothing is lost of the scans before it.
    if (!segment && hasScan) break;
    if (!segment) throw new UnknownStructureError(`A segment ends beyond the file, at ${at}`);
    const start = at - 2;
    at += segment.length;
    const data = segment.subarray(2);
    if (marker.code === SOS || isOfPicture(marker.code)) refuseMoreThanSaid(marker.code, data);
    if (marker.code === SOS) {
      const scan = at;
      at = findScanEnd(bytes, at);
      hasScan = true;
      const isSure = !mayHoldMore(bytes.subarray(scan, at), hasEndBehind(bytes, at));
      if (!isSure) scanEnds ??= yield* findScanEnds(bytes);
      const end = isSure ? at : scanEnds?.get(scan);
      if (end === undefined) throw new UnknownStructureError("Something may follow a scan whose end cannot be told");
      body.keep(start, end);
    } else if (isOfPicture(marker.code)) body.keep(start, at);
    else if (marker.code === APP0) jfif ??= toJfif(data);
    else if (marker.code === APP1 && isMarked(data, EXIF_MARK)) exif ??= { block: rewriteExif(data, keep) };
    else if (marker.code === APP2 && isMarked(data, ICC_MARK)) profile.set(data[ICC_MARK.length] ?? 0, data);
    else if (marker.code === APP14 && isMarked(data, "Adobe") && data.length >= ADOBE_BYTES)
      body.add(toSegment(APP14, data.subarray(0, ADOBE_BYTES)));
  }
  if (!hasScan) throw new UnknownStructureError("Expected a picture in the JPEG file");
  return [
    Uint8Array.of(0xff, SOI),
    ...(jfif ? [jfif] : []),
    ...(exif?.block ? [toSegment(APP1, exif.block)] : []),
    ...toProfileSegments(profile),
    ...body.all(),
    Uint8Array.of(0xff, EOI),
  ];
}

/** Whether what follows a scan is the end of the picture or a further part of it, as far as its first marker tells. */
function hasEndBehind(bytes: Uint8Array, at: number): boolean {
  const code = findMarker(bytes, at)?.code;
  return code === EOI || code === SOS || (code !== undefined && isOfPicture(code));
}

/** A segment with its length, undefined where the file ends before it does. Decoders go on behind lengths below 2. */
function takeSegment(bytes: Uint8Array, at: number): Uint8Array | undefined {
  const LENGTH_BYTES = 2;
  if (at + LENGTH_BYTES > bytes.length) return undefined;
  const length = Math.max(LENGTH_BYTES, toView(bytes).getUint16(at));
  return at + length <= bytes.length ? bytes.subarray(at, at + length) : undefined;
}

function isMarked(data: Uint8Array, mark: string): boolean {
  return readLatin1(data, 0, mark.length) === mark;
}

function toSegment(code: number, data: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0xff, code, 0, 0);
  toView(head).setUint16(2, data.length + 2);
  return concatBytes([head, data]);
}

/** JFIF's own segment without the thumbnail that may follow; undefined for JFXX and others. */
function toJfif(data: Uint8Array): Uint8Array | undefined {
  const JFIF_BYTES = 14;
  if (!isMarked(data, "JFIF\0") || data.length < JFIF_BYTES) return undefined;
  const head = data.slice(0, JFIF_BYTES);
  head.fill(0, JFIF_BYTES - 2);
  return toSegment(APP0, head);
}

/**
 * The cleaned profile, in as many segments as it needs; none where its segments are not complete (ICC.1, annex B.4).
 */
function toProfileSegments(segments: ReadonlyMap<number, Uint8Array>): Uint8Array[] {
  const CHUNK_HEAD = ICC_MARK.length + 2;
  const CHUNK_BYTES = MAX_SEGMENT_BYTES - 2 - CHUNK_HEAD;
  const chunks = Array.from({ length: segments.size }, (_, index) => segments.get(index + 1));
  if (!chunks.every((chunk) => chunk?.[CHUNK_HEAD - 1] === chunks.length)) return [];
  const profile = cleanIccProfile(concatBytes(chunks.flatMap((chunk) => chunk?.subarray(CHUNK_HEAD) ?? [])));
  if (!profile) return [];
  const count = Math.ceil(profile.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, index) =>
    toSegment(
      APP2,
      concatBytes([
        toLatin1Bytes(ICC_MARK),
        Uint8Array.of(index + 1, count),
        profile.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
      ]),
    ),
  );
}
