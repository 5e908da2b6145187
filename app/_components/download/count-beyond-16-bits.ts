/*
 * What client-zip leaves out: it writes the records of 64 bits for sizes and places alone, not for the count of files.
 */

const END_BYTES = 22;
const MAX_COUNT = 0xffff;
const DIRECTORY_BYTES_AT = 12;
const DIRECTORY_AT = 16;
const RECORD_BYTES = 56;
const LOCATOR_BYTES = 20;
/** Of a record, its signature and length are not counted in it. */
const UNCOUNTED_BYTES = 12;
/** Made by Unix, needs 4.5: the first version with these records. */
const MADE_BY = 0x032d;
const NEEDS = 45;

/**
 * A zip as it was, with what says the true count of its files where that takes more than 16 bits. `count` is asked when
 * the zip ends.
 */
export function countBeyond16Bits(zip: ReadableStream<Uint8Array>, count: () => number): ReadableStream<Uint8Array> {
  let before: Uint8Array | undefined;
  let last: Uint8Array | undefined;
  return zip.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (last) controller.enqueue(last);
        before = last;
        last = chunk;
      },
      flush(controller) {
        const hasRecord = before?.length === RECORD_BYTES + LOCATOR_BYTES && before[3] === 6;
        if (last?.length === END_BYTES && count() >= MAX_COUNT && !hasRecord)
          controller.enqueue(toRecord(last, count()));
        if (last) controller.enqueue(last);
      },
    }),
  );
}

/** Record and locator, APPNOTE 4.3.14 and 4.3.15, of a directory whose size and place are in the end's 32 bits. */
function toRecord(end: Uint8Array, count: number): Uint8Array {
  const said = new DataView(end.buffer, end.byteOffset);
  const bytes = said.getUint32(DIRECTORY_BYTES_AT, true);
  const at = said.getUint32(DIRECTORY_AT, true);
  const record = new DataView(new ArrayBuffer(RECORD_BYTES + LOCATOR_BYTES));
  const set64 = (place: number, value: number) => record.setBigUint64(place, BigInt(value), true);
  record.setUint32(0, 0x504b0606);
  set64(4, RECORD_BYTES - UNCOUNTED_BYTES);
  record.setUint16(12, MADE_BY, true);
  record.setUint16(14, NEEDS, true);
  set64(24, count);
  set64(32, count);
  set64(40, bytes);
  set64(48, at);
  record.setUint32(RECORD_BYTES, 0x504b0607);
  set64(RECORD_BYTES + 8, at + bytes);
  record.setUint32(RECORD_BYTES + 16, 1, true);
  return new Uint8Array(record.buffer);
}
