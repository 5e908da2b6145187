import { expect, test } from "vitest";
import { rawZip } from "#tests/support/raw-zip.ts";
import { countBeyond16Bits } from "./count-beyond-16-bits.ts";

const END_BYTES = 22;
const RECORD_BYTES = 56;

/** What is written where a zip counts so many files, and where its directory is. */
async function write(count: number) {
  const zip = new Uint8Array(rawZip([{ name: "a.jpg", body: "x" }]));
  const end = zip.subarray(-END_BYTES);
  const directoryAt = new DataView(end.buffer, end.byteOffset).getUint32(16, true);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of [zip.subarray(0, -END_BYTES), end]) controller.enqueue(part);
      controller.close();
    },
  });
  const written = await new Response(countBeyond16Bits(stream, () => count) as BodyInit).arrayBuffer();
  return { before: zip, written, directoryAt, recordAt: zip.length - END_BYTES };
}

test("a count that 16 bits hold is left as it is", async () => {
  const { before, written } = await write(0xfffe);
  expect(new Uint8Array(written)).toEqual(before);
});

test.each([0xffff, 100_000])(
  "a count of %i is written to a 64-bit record, which the locator points to",
  async (count) => {
    const { before, written, directoryAt, recordAt } = await write(count);
    const view = new DataView(written, recordAt);
    const get64 = (at: number) => Number(view.getBigUint64(at, true));
    expect(view.getUint32(0, true)).toBe(0x0606_4b50);
    expect(get64(4)).toBe(RECORD_BYTES - 12);
    expect([get64(24), get64(32)]).toEqual([count, count]);
    expect([get64(40), get64(48)]).toEqual([recordAt - directoryAt, directoryAt]);
    expect(view.getUint32(RECORD_BYTES, true)).toBe(0x0706_4b50);
    expect(get64(RECORD_BYTES + 8)).toBe(recordAt);
    expect(view.getUint32(RECORD_BYTES + 16, true)).toBe(1);
    expect(new Uint8Array(written.slice(-END_BYTES))).toEqual(before.slice(-END_BYTES));
  },
);
