import { decodeText } from "./decode-text.ts";

/* Records of the IPTC Information Interchange Model 4.2, and the resources of Photoshop that hold them. */

const MAX_IPTC_BYTES = 256 * 1024;
const MAX_LIST_LENGTH = 500;

const RECORD_MARK = 0x1c;
const RECORD_HEAD_BYTES = 5;
/** From this length on, the field holds how many bytes the length itself takes. */
const EXTENDED_LENGTH = 0x8000;

const PHOTOSHOP = "Photoshop 3.0\0";
const RESOURCE_MARK = "8BIM";
const IPTC_RESOURCE = 0x0404;

/**
 * The datasets of IPTC records, as record × 256 + dataset, all values of each. `block` is the records themselves or
 * Photoshop's image resources that hold them. Undefined when it is neither or too large.
 */
export function parseIptc(block: Buffer): ReadonlyMap<number, string[]> | undefined {
  const records = block[0] === RECORD_MARK ? block : findResource(block);
  if (!records || records.length > MAX_IPTC_BYTES) return undefined;
  const datasets = new Map<number, string[]>();
  for (let at = 0; records[at] === RECORD_MARK && at + RECORD_HEAD_BYTES <= records.length; ) {
    const length = records.readUInt16BE(at + 3);
    const dataset = records.readUInt16BE(at + 1);
    at += RECORD_HEAD_BYTES;
    if (length >= EXTENDED_LENGTH || at + length > records.length) break;
    const values = datasets.get(dataset) ?? [];
    if (values.length < MAX_LIST_LENGTH)
      datasets.set(dataset, [...values, decodeText(records.subarray(at, at + length))]);
    at += length;
  }
  return datasets;
}

function findResource(block: Buffer): Buffer | undefined {
  const isSigned = block.toString("latin1", 0, PHOTOSHOP.length) === PHOTOSHOP;
  for (let at = isSigned ? PHOTOSHOP.length : 0; block.toString("latin1", at, at + 4) === RESOURCE_MARK; ) {
    // The name, with its length in front, and the data are padded to an even number of bytes.
    const sizeAt = at + 6 + 2 * Math.floor(((block[at + 6] ?? 0) + 2) / 2);
    if (sizeAt + 4 > block.length) return undefined;
    const data = block.subarray(sizeAt + 4, sizeAt + 4 + block.readUInt32BE(sizeAt));
    if (block.readUInt16BE(at + 4) === IPTC_RESOURCE) return data;
    at = sizeAt + 4 + data.length + (data.length % 2);
  }
  return undefined;
}
