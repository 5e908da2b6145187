import { decodeText } from "./decode-text.ts";

/* Records of the IPTC Information Interchange Model 4.2, and the resources of Photoshop that hold them. */

const MAX_IPTC_BYTES = 256 * 1024;
const MAX_LIST_LENGTH = 500;

const RECORD_MARK = 0x1c;
const RECORD_HEAD_BYTES = 5;
/** From this length on, the field holds how many bytes the length itself takes (IIM 4.2, 1.5.3). */
const EXTENDED_LENGTH = 0x8000;
const MAX_LENGTH_BYTES = 4;

const PHOTOSHOP = "Photoshop 3.0\0";
const RESOURCE_MARK = "8BIM";
const IPTC_RESOURCE = 0x0404;

/**
 * The datasets of IPTC records, as record × 256 + dataset, all values of each. `block` is the records themselves or
 * Photoshop's image resources that hold them. Undefined when it is neither or too large.
 */
export function parseIptc(block: Buffer): ReadonlyMap<number, string[]> | undefined {
  const all = block[0] === RECORD_MARK ? [block] : [...findResources(block)];
  const readable = all.filter((records) => records.length <= MAX_IPTC_BYTES);
  if (readable.length === 0) return undefined;
  const datasets = new Map<number, string[]>();
  for (const { dataset, value } of readable.flatMap((records) => [...readRecords(records)])) {
    const values = datasets.get(dataset) ?? [];
    if (values.length < MAX_LIST_LENGTH) datasets.set(dataset, [...values, decodeText(value)]);
  }
  return datasets;
}

function* readRecords(records: Buffer): Generator<{ dataset: number; value: Buffer }> {
  for (let at = 0; at + RECORD_HEAD_BYTES <= records.length; ) {
    // Some programs pad records to an even number of bytes.
    if (records[at] === 0) at++;
    if (records[at] !== RECORD_MARK || at + RECORD_HEAD_BYTES > records.length) return;
    const dataset = records.readUInt16BE(at + 1);
    let length = records.readUInt16BE(at + 3);
    at += RECORD_HEAD_BYTES;
    if (length >= EXTENDED_LENGTH) {
      const lengthBytes = length - EXTENDED_LENGTH;
      if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES || at + lengthBytes > records.length) return;
      length = records.readUIntBE(at, lengthBytes);
      at += lengthBytes;
    }
    if (at + length > records.length) return;
    yield { dataset, value: records.subarray(at, at + length) };
    at += length;
  }
}

function* findResources(block: Buffer): Generator<Buffer> {
  const isSigned = block.toString("latin1", 0, PHOTOSHOP.length) === PHOTOSHOP;
  for (let at = isSigned ? PHOTOSHOP.length : 0; block.toString("latin1", at, at + 4) === RESOURCE_MARK; ) {
    // The name, with its length in front, and the data are padded to an even number of bytes.
    const sizeAt = at + 6 + 2 * Math.floor(((block[at + 6] ?? 0) + 2) / 2);
    if (sizeAt + 4 > block.length) return;
    const data = block.subarray(sizeAt + 4, sizeAt + 4 + block.readUInt32BE(sizeAt));
    if (block.readUInt16BE(at + 4) === IPTC_RESOURCE) yield data;
    at = sizeAt + 4 + data.length + (data.length % 2);
  }
}
