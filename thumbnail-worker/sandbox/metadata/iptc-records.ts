import ExifReader from "exifreader";

/*
 * IPTC as ExifReader parses it, brought to a plain map of text. To be imported with the first picture that carries any:
 * most do not, and the start of the process is what everybody waits for.
 */

const MAX_IPTC_BYTES = 256 * 1024;
const MAX_LIST_LENGTH = 500;

const IPTC_MARK = 0x1c;
const PHOTOSHOP = "Photoshop 3.0\0";

/**
 * The datasets of IPTC records, as record × 256 + dataset, all values of each. `block` is the records themselves or
 * Photoshop's image resources that hold them. Undefined when it cannot be read or is too large.
 */
export function parseIptc(block: Buffer): ReadonlyMap<number, string[]> | undefined {
  if (block.length > MAX_IPTC_BYTES) return undefined;
  try {
    const { iptc = {} } = ExifReader.load(toJpegOfIptc(block), { expanded: true, includeTags: { iptc: true } });
    const datasets = new Map<number, string[]>();
    for (const tag of Object.values(iptc).flat() as { id?: unknown; description?: unknown }[]) {
      if (typeof tag.id !== "number" || typeof tag.description !== "string") continue;
      const values = datasets.get(tag.id) ?? [];
      if (values.length < MAX_LIST_LENGTH) datasets.set(tag.id, [...values, tag.description]);
    }
    return datasets;
  } catch {
    return undefined;
  }
}

/** ExifReader takes IPTC out of files only, so it gets the smallest JPEG that holds this. */
function toJpegOfIptc(block: Buffer): Buffer {
  const isSigned = block.toString("latin1", 0, PHOTOSHOP.length) === PHOTOSHOP;
  const resources = block[0] === IPTC_MARK ? toResource(block) : block.subarray(isSigned ? PHOTOSHOP.length : 0);
  const start = Buffer.from(`\xff\xd8\xff\xed\0\0${PHOTOSHOP}`, "latin1");
  const MAX_SEGMENT_BYTES = 0xffff;
  start.writeUInt16BE(Math.min(2 + PHOTOSHOP.length + resources.length, MAX_SEGMENT_BYTES), 4);
  return Buffer.concat([start, resources, Buffer.from("\xff\xd9", "latin1")]);
}

function toResource(records: Buffer): Buffer {
  const head = Buffer.from("8BIM\x04\x04\0\0\0\0\0\0", "latin1");
  head.writeUInt32BE(records.length, 8);
  return Buffer.concat([head, records]);
}
