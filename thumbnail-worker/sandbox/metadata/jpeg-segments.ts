import type { ByteSource } from "./byte-source.ts";

/** Segments looked at; a real file has dozens. */
const MAX_SEGMENTS = 1_000;
const FILL = 0xff;
const SOS = 0xda;

/** The data of a JPEG's segments of one marker (ITU-T T.81, B.1.1) that begin with a signature, without it. */
export function* jpegSegments(source: ByteSource, marker: number, ...signatures: string[]): Generator<JpegSegment> {
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const head = source.read(at, 4);
    const found = head?.[1];
    if (head?.[0] !== FILL || found === undefined || found < 0xc0 || found === SOS) return;
    if (found === FILL) {
      at += 1;
      continue;
    }
    const length = Math.max(2, head.readUInt16BE(2));
    const segment = found === marker ? source.read(at + 4, length - 2) : undefined;
    const signature = signatures.find((text) => segment?.toString("latin1", 0, text.length) === text);
    if (segment && signature !== undefined) yield { signature, data: segment.subarray(signature.length) };
    at += 2 + length;
  }
}

export interface JpegSegment {
  signature: string;
  data: Buffer;
}
