import type { HeifDirectory, HeifExtent } from "./heif-items.ts";
import type { Range } from "./ranges.ts";

/*
 * What of a coded picture of a HEIF or AVIF file is no picture: notes of the encoder between its units, and bytes behind
 * the last one. Units of HEVC are ITU-T H.265, 7.3.1 and annex D, those of AV1 are its specification's 5.3.
 */

/** Filling, and kinds of units that are nobody's or anybody's. */
const FILLING = 38;
/** Supplemental information, before and behind a picture, and of its kinds those that are the encoder's own words. */
const INFORMATION = new Set([39, 40]);
const [REGISTERED_WORDS, OWN_WORDS] = [4, 5];
const NAL_HEAD_BYTES = 2;
/** Of AV1: sequence, delimiter, header, tiles, frame, the header again, list of tiles; then metadata, and its kinds. */
const PICTURE_OBUS = new Set([1, 2, 3, 4, 6, 7, 8]);
const METADATA = 5;
const [LIGHT_LEVEL, MASTERING_COLOURS] = [1, 2];

/** Where these are in the bytes of an item; nowhere in one that is in several places, or of another codec. */
export function findNotes(
  bytes: Uint8Array,
  directory: HeifDirectory,
  id: number,
  places: readonly HeifExtent[],
): Range[] {
  const [place] = places;
  if (!place || places.length > 1) return [];
  const range = { from: place.offset, to: place.offset + place.length };
  const type = directory.items.get(id)?.type;
  if (type === "av01") return findObuNotes(bytes, range);
  const configuration = (directory.associations.get(id) ?? [])
    .map(({ property }) => directory.properties[property - 1])
    .find((box) => box?.type === "hvcC");
  if (type !== "hvc1" || !configuration) return [];
  const LENGTH_SIZE_AT = 21;
  return findNalNotes(bytes, range, ((bytes[configuration.bodyAt + LENGTH_SIZE_AT] ?? 0) & 3) + 1);
}

function findNalNotes(bytes: Uint8Array, { from, to }: Range, lengthBytes: number): Range[] {
  const notes: Range[] = [];
  let at = from;
  while (at + lengthBytes <= to) {
    const length = bytes.subarray(at, at + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
    const unit = { from: at + lengthBytes, to: at + lengthBytes + length };
    if (length < NAL_HEAD_BYTES || unit.to > to) break;
    const type = ((bytes[unit.from] ?? 0) >> 1) & 63;
    if (INFORMATION.has(type)) notes.push(...findWords(bytes, unit));
    else if (type >= FILLING) notes.push({ from: unit.from + NAL_HEAD_BYTES, to: unit.to });
    at = unit.to;
  }
  return [...notes, { from: at, to }];
}

/** The payloads of messages that are words of somebody's. */
function findWords(bytes: Uint8Array, unit: Range): Range[] {
  const words: Range[] = [];
  let at = unit.from + NAL_HEAD_BYTES;
  const next = () => {
    let value = 0;
    while (bytes[at] === 0xff && at < unit.to) {
      value += 255;
      at += 1;
    }
    return value + (bytes[at++] ?? 0);
  };
  // The last byte ends the unit.
  while (at < unit.to - 1) {
    const [kind, size] = [next(), next()];
    const end = Math.min(at + size, unit.to - 1);
    if (kind === REGISTERED_WORDS || kind === OWN_WORDS) words.push({ from: at, to: end });
    at = end;
  }
  return words;
}

function findObuNotes(bytes: Uint8Array, { from, to }: Range): Range[] {
  const notes: Range[] = [];
  let at = from;
  while (at < to) {
    const head = bytes[at] ?? 0;
    const [type, hasExtension, hasSize] = [(head >> 3) & 15, (head >> 2) & 1, (head >> 1) & 1];
    const bodyAt = at + 1 + hasExtension;
    const size = hasSize ? readLeb128(bytes, bodyAt) : { value: to - bodyAt, end: bodyAt };
    const end = size.end + size.value;
    if (head >> 7 || end > to) break;
    const kind = type === METADATA ? bytes[size.end] : undefined;
    const isKept = PICTURE_OBUS.has(type) || kind === LIGHT_LEVEL || kind === MASTERING_COLOURS;
    const kindBytes = kind === undefined ? 0 : 1;
    // The last byte has the bit that ends it.
    if (!isKept && end - 1 > size.end + kindBytes) notes.push({ from: size.end + kindBytes, to: end - 1 });
    at = end;
  }
  return [...notes, { from: at, to }];
}

function readLeb128(bytes: Uint8Array, from: number): { value: number; end: number } {
  const MAX_BYTES = 8;
  let value = 0;
  for (let index = 0; index < MAX_BYTES; index++) {
    const byte = bytes[from + index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: from + index + 1 };
  }
  return { value: Number.POSITIVE_INFINITY, end: from + MAX_BYTES };
}
