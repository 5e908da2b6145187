import { ADOBE_BYTES, APP14, EOI, findMarker, findScanEnd, isLone, isOfPicture, SOI, SOS } from "./jpeg-markers.ts";
import { addRange, type Range } from "./ranges.ts";
import { readLatin1, takeBytes, toView, UnknownStructureError } from "./structure.ts";

const SEGMENT_HEAD_BYTES = 4;

/**
 * What of a JPEG stream in a TIFF file, which is a strip, a tile or tables that all share, makes the picture. Of other
 * segments the head is kept, so that they are there without what they say.
 * @throws UnknownStructureError for what is no JPEG
 */
export function findJpegPicture(bytes: Uint8Array, { from, to }: Range): Range[] {
  const stream = takeBytes(bytes, from, to - from);
  const view = toView(stream);
  if (stream.length < 2 || view.getUint16(0) !== 0xff00 + SOI)
    throw new UnknownStructureError("Expected a JPEG stream");
  const kept: Range[] = [];
  const keep = (start: number, end: number) => addRange(kept, { from: from + start, to: from + end });
  keep(0, 2);
  for (let at = 2; ; ) {
    const marker = findMarker(stream, at);
    if (!marker) break;
    at = marker.end;
    const start = at - 2;
    if (marker.code === EOI) {
      keep(start, at);
      break;
    }
    if (isLone(marker.code)) continue;
    if (marker.code < 0xc0 || marker.code === SOI)
      throw new UnknownStructureError(`Unexpected marker ${marker.code} before ${at}`);
    const length = toView(takeBytes(stream, at, 2)).getUint16(0);
    const data = takeBytes(stream, at, Math.max(length, 2)).subarray(2);
    at += data.length + 2;
    if (marker.code === SOS) {
      at = findScanEnd(stream, at);
      keep(start, at);
    } else if (isOfPicture(marker.code)) keep(start, at);
    else {
      const isAdobe = marker.code === APP14 && readLatin1(data, 0, 5) === "Adobe";
      keep(start, start + SEGMENT_HEAD_BYTES + (isAdobe ? Math.min(data.length, ADOBE_BYTES) : 0));
    }
  }
  return kept;
}
