import { SOS } from "./jpeg-markers.ts";
import { UnknownStructureError } from "./structure.ts";

/*
 * How long parts of a JPEG stream are that go into a copy, ITU-T T.81 B.2: nothing is to be hidden behind what they
 * say.
 */

const DHT = 0xc4;
const DQT = 0xdb;
const DNL = 0xdc;
const DRI = 0xdd;
const DAC = 0xcc;
const HUFFMAN_LENGTHS = 16;
const COEFFICIENTS = 64;

/** @throws UnknownStructureError for a segment with more in it than it says */
export function refuseMoreThanSaid(code: number, data: Uint8Array): void {
  const said = measureSaid(code, data);
  if (said !== undefined && said !== data.length)
    throw new UnknownStructureError(`Expected ${said} bytes in segment ${code}, received ${data.length}`);
}

function measureSaid(code: number, data: Uint8Array): number | undefined {
  if (code === DAC) return data.every((byte, at) => at % 2 === 1 || (byte & 0xec) === 0) ? data.length : 0;
  if (code === DNL || code === DRI) return 2;
  if (code === SOS) return 4 + 2 * (data[0] ?? 0);
  if (code === DQT) return measureTables(data, (at) => 1 + COEFFICIENTS * ((data[at] ?? 0) >> 4 ? 2 : 1));
  if (code === DHT) {
    return measureTables(data, (at) => {
      const counts = data.subarray(at + 1, at + 1 + HUFFMAN_LENGTHS);
      return 1 + HUFFMAN_LENGTHS + counts.reduce((sum, count) => sum + count, 0);
    });
  }
  const FRAME_BYTES = 6;
  return FRAME_BYTES + 3 * (data[FRAME_BYTES - 1] ?? 0);
}

function measureTables(data: Uint8Array, measure: (at: number) => number): number {
  let at = 0;
  while (at < data.length) at += measure(at);
  return at;
}
