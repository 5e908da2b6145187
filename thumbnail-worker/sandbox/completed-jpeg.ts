import { open, readFile } from "node:fs/promises";
import { EOI, findMarker, findScanEnd, isLone, SOS } from "#lib/clean-copy/jpeg-markers.ts";

const LENGTH_BYTES = 2;

/**
 * A copy of a JPEG that was cut off between two scans, beside the original and gone with it, which ends with the last
 * scan that began: its decoder takes the end that it makes up for a part of the segment, and gives nothing of all before
 * it. Undefined for any other file.
 */
export async function completedJpeg(path: string): Promise<string | undefined> {
  const bytes = await readFile(path);
  const end = findCutSegment(bytes);
  if (end === undefined) return undefined;
  const copy = `${path}.jpg`;
  const file = await open(copy, "w");
  try {
    await file.write(bytes.subarray(0, end));
    await file.write(Uint8Array.of(0xff, EOI));
  } finally {
    await file.close();
  }
  return copy;
}

/** Where a segment begins, after a scan, that goes on beyond the file. */
function findCutSegment(bytes: Buffer): number | undefined {
  let hasScan = false;
  for (let marker = findMarker(bytes, LENGTH_BYTES); marker && marker.code !== EOI; ) {
    let at = marker.end;
    if (!isLone(marker.code)) {
      const length = at + LENGTH_BYTES <= bytes.length ? bytes.readUInt16BE(at) : Number.POSITIVE_INFINITY;
      if (at + length > bytes.length) return hasScan ? at - 2 : undefined;
      at += Math.max(LENGTH_BYTES, length);
    }
    if (marker.code === SOS) {
      hasScan = true;
      at = findScanEnd(bytes, at);
    }
    marker = findMarker(bytes, at);
  }
  return undefined;
}
