import { readLatin1, toLatin1Bytes, toView } from "./structure.ts";

/*
 * Profiles name people, devices and their serial numbers, and may hold anything in private tags. Here one is built
 * again from the tags that make colours. Format: ICC.1:2022, https://www.color.org/specification/ICC.1-2022-05.pdf
 */

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const MAX_TAGS = 100;

const COLOUR_TAGS = new Set([
  ...["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "wtpt", "bkpt", "lumi", "chad", "chrm", "cicp", "gamt"],
  ...["A2B0", "A2B1", "A2B2", "A2B3", "B2A0", "B2A1", "B2A2", "B2A3"],
  ...["D2B0", "D2B1", "D2B2", "D2B3", "B2D0", "B2D1", "B2D2", "B2D3"],
  ...["pre0", "pre1", "pre2", "rig0", "rig2"],
]);
/**
 * Of the header: preferred engine, when it was made, platform, device's maker, model and attributes, creator, checksum
 * and what is reserved.
 */
const NAMING_FIELDS = [
  [4, 8],
  [24, 36],
  [40, 44],
  [48, 64],
  [80, HEADER_BYTES],
] as const;
/** Names that say nothing about anybody; any other gives way to that of the colour space, such as "CMYK". */
const KNOWN_NAMES = ["sRGB", "Display P3", "Adobe RGB (1998)", "ProPhoto RGB", "Rec. 2020", "Dot Gain 20%"];

/**
 * The same colours in a profile of the same length that names nobody; undefined for what is no profile, which decoders
 * pass over. In the same length it can be written over the original.
 */
export function cleanIccProfile(profile: Uint8Array): Uint8Array | undefined {
  try {
    return rebuild(profile);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface IccTag {
  signature: string;
  at: number;
  length: number;
}

function rebuild(profile: Uint8Array): Uint8Array | undefined {
  if (readLatin1(profile, 36, 4) !== "acsp") return undefined;
  const tags = readTags(profile);
  const colours = tags.filter(({ signature }) => COLOUR_TAGS.has(signature));
  const name = KNOWN_NAMES.find((known) => isNamed(profile, tags, known)) ?? readLatin1(profile, 16, 4).trim();
  const isVersion4 = (profile[8] ?? 0) >= 4;
  const texts: [string, Uint8Array][] = [
    ["desc", isVersion4 ? toLocalisedText(name) : toDescription(name)],
    ["cprt", isVersion4 ? toLocalisedText("-") : toPlainText("-")],
  ];
  // A small profile may have no room for texts that it did not have.
  return assemble(profile, colours, texts) ?? assemble(profile, colours, []);
}

function readTags(profile: Uint8Array): IccTag[] {
  const view = toView(profile);
  const count = view.getUint32(HEADER_BYTES);
  if (count > MAX_TAGS) throw new RangeError(`Expected at most ${MAX_TAGS} tags, received ${count}`);
  return Array.from({ length: count }, (_, index) => {
    const entry = HEADER_BYTES + 4 + index * TAG_BYTES;
    const [at, length] = [view.getUint32(entry + 4), view.getUint32(entry + 8)];
    if (at + length > profile.length) throw new RangeError("A tag ends beyond the profile");
    return { signature: readLatin1(profile, entry, 4), at, length };
  });
}

function assemble(
  profile: Uint8Array,
  colours: readonly IccTag[],
  texts: readonly [string, Uint8Array][],
): Uint8Array | undefined {
  const clean = new Uint8Array(profile.length);
  const view = toView(clean);
  clean.set(profile.subarray(0, HEADER_BYTES));
  for (const [from, to] of NAMING_FIELDS) clean.fill(0, from, to);
  view.setUint32(0, clean.length);
  view.setUint32(HEADER_BYTES, colours.length + texts.length);
  let entry = HEADER_BYTES + 4;
  let free = entry + (colours.length + texts.length) * TAG_BYTES;
  const place = (data: Uint8Array): number | undefined => {
    const at = Math.ceil(free / 4) * 4;
    if (at + data.length > clean.length) return undefined;
    clean.set(data, at);
    free = at + data.length;
    return at;
  };
  // Curves of three channels are often one.
  const placed = new Map<string, number | undefined>();
  for (const { signature, at, length } of colours) {
    const key = `${at} ${length}`;
    if (!placed.has(key)) placed.set(key, place(profile.subarray(at, at + length)));
    if (!write(signature, placed.get(key), length)) return undefined;
  }
  for (const [signature, data] of texts) if (!write(signature, place(data), data.length)) return undefined;
  return clean;

  function write(signature: string, at: number | undefined, length: number): boolean {
    if (at === undefined) return false;
    clean.set(toLatin1Bytes(signature), entry);
    view.setUint32(entry + 4, at);
    view.setUint32(entry + 8, length);
    entry += TAG_BYTES;
    return true;
  }
}

/** Whether the profile's own name is this one, maybe with a standard's number after it. */
function isNamed(profile: Uint8Array, tags: readonly IccTag[], known: string): boolean {
  const MAX_NAME_BYTES = 128;
  const tag = tags.find(({ signature }) => signature === "desc");
  if (!tag) return false;
  const text = readLatin1(profile, tag.at + 8, Math.min(tag.length - 8, MAX_NAME_BYTES)).replaceAll(
    /[^\x20-\x7e]/g,
    "",
  );
  return text.includes(known);
}

/** textDescriptionType of version 2. */
function toDescription(text: string): Uint8Array {
  const bytes = new Uint8Array(12 + text.length + 1 + 8 + 3 + 67);
  bytes.set(toLatin1Bytes("desc"));
  toView(bytes).setUint32(8, text.length + 1);
  bytes.set(toLatin1Bytes(text), 12);
  return bytes;
}

/** textType. */
function toPlainText(text: string): Uint8Array {
  return toLatin1Bytes(`text\0\0\0\0${text}\0`);
}

/** multiLocalizedUnicodeType with one record. */
function toLocalisedText(text: string): Uint8Array {
  const FIRST = 28;
  const bytes = new Uint8Array(FIRST + text.length * 2);
  const view = toView(bytes);
  bytes.set(toLatin1Bytes("mluc"));
  view.setUint32(8, 1);
  view.setUint32(12, 12);
  bytes.set(toLatin1Bytes("enUS"), 16);
  view.setUint32(20, text.length * 2);
  view.setUint32(24, FIRST);
  for (let index = 0; index < text.length; index++) view.setUint16(FIRST + index * 2, text.charCodeAt(index));
  return bytes;
}
