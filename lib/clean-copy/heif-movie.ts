import { type Box, createCursor, getBox, leaveRoom, readBoxes } from "./heif-boxes.ts";
import { cleanColours } from "./heif-colours.ts";
import { checkCrop } from "./heif-crop.ts";
import type { SparseCopy } from "./sparse-copy.ts";
import { readLatin1, toView, UnknownStructureError } from "./structure.ts";

/* The animation of an AVIF or HEIF file: tracks of pictures, ISO/IEC 14496-12 and 23008-12. */

/** The boxes that are kept in each that holds others. */
const CONTENT: Record<string, readonly string[]> = {
  moov: ["mvhd", "trak"],
  trak: ["tkhd", "tref", "edts", "mdia"],
  edts: ["elst"],
  mdia: ["mdhd", "hdlr", "minf"],
  minf: ["vmhd", "nmhd", "dinf", "stbl"],
  dinf: ["dref"],
  stbl: ["stsd", "stts", "ctts", "cslg", "stss", "stsc", "stsz", "stco", "co64", "sdtp", "sbgp", "sgpd"],
};
const ENTRY_CONTENT = new Set(["av1C", "hvcC", "pasp", "ccst", "auxi", "clli", "mdcv", "clap"]);
const CODECS = new Set(["av01", "hvc1"]);
/** Pictures, and what belongs to them, which may only be their transparency. */
const HANDLERS = new Set(["pict", "auxv"]);
const ALPHA = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
/** A table of where data are that names this file and nothing else. */
const OWN_DATA_BYTES = 28;
/** Frames and chunks of all tracks together. */
const MAX_SAMPLES = 1_000_000;

/**
 * Copies the tracks of pictures, each box to its place, and their data; times and names become zero.
 * @throws UnknownStructureError where there are other tracks, or frames are cropped
 */
export function copyMovie(bytes: Uint8Array, movie: Box, copy: SparseCopy, data: readonly Box[]): void {
  let samplesLeft = MAX_SAMPLES;
  copyContent(movie);

  function copyContent(parent: Box): void {
    copy.keep(parent.at, parent.bodyAt);
    const boxes = readBoxes(bytes, parent.bodyAt, parent.end);
    if (parent.type === "mdia") checkHandler(boxes);
    if (parent.type === "stbl") copySamples(boxes);
    for (const box of boxes) {
      if (!CONTENT[parent.type]?.includes(box.type)) leaveRoom(copy, box);
      else if (CONTENT[box.type]) copyContent(box);
      else if (box.type === "stsd") copyFormats(box);
      else copyLeaf(box);
    }
    copy.extend(parent.end);
  }

  function copyLeaf(box: Box): void {
    if (box.type === "dref" && box.end - box.at !== OWN_DATA_BYTES)
      throw new UnknownStructureError("Frames are in another file");
    copy.keep(box.at, box.end);
    const FULL_BOX = 4;
    const isLong = bytes[box.bodyAt] === 1;
    // When it was made and changed.
    if (["mvhd", "tkhd", "mdhd"].includes(box.type)) copy.zero(box.bodyAt + FULL_BOX, isLong ? 16 : 8);
    const NAME_AT = 24;
    if (box.type === "hdlr") copy.zero(box.bodyAt + NAME_AT, Math.max(0, box.end - box.bodyAt - NAME_AT));
  }

  function checkHandler(boxes: readonly Box[]): void {
    const kind = readLatin1(bytes, getBox(boxes, "hdlr").bodyAt + 8, 4);
    if (!HANDLERS.has(kind)) throw new UnknownStructureError(`A track of kind "${kind}"`);
  }

  /** Descriptions of what the frames are coded in. */
  function copyFormats(box: Box): void {
    const FIRST_AT = 8;
    const FIXED_BYTES = 78;
    const [SIZE_AT, NAME_AT, NAME_BYTES] = [24, 42, 32];
    copy.keep(box.at, box.bodyAt + FIRST_AT);
    for (const entry of readBoxes(bytes, box.bodyAt + FIRST_AT, box.end)) {
      if (!CODECS.has(entry.type)) throw new UnknownStructureError(`Frames in "${entry.type}"`);
      copy.keep(entry.at, entry.bodyAt + FIXED_BYTES);
      copy.zero(entry.bodyAt + NAME_AT, NAME_BYTES);
      const [width, height] = [0, 2].map((more) => toView(bytes).getUint16(entry.bodyAt + SIZE_AT + more));
      for (const part of readBoxes(bytes, entry.bodyAt + FIXED_BYTES, entry.end)) {
        if (part.type === "clap") checkCrop(bytes, part, { width: width ?? 0, height: height ?? 0 });
        const kind = readLatin1(bytes, part.bodyAt + 4, ALPHA.length);
        if (part.type === "auxi" && kind !== ALPHA)
          throw new UnknownStructureError("Frames of another kind of picture");
        const colours = part.type === "colr" ? cleanColours(bytes, part) : undefined;
        if (colours) copy.write(colours, part.at);
        else if (ENTRY_CONTENT.has(part.type)) copy.keep(part.at, part.end);
        else leaveRoom(copy, part);
      }
    }
  }

  function copySamples(boxes: readonly Box[]): void {
    const { chunks, samples } = findChunks(bytes, boxes, samplesLeft);
    samplesLeft -= samples;
    for (const { from, to } of chunks) {
      if (!data.some(({ bodyAt, end }) => from >= bodyAt && to <= end))
        throw new UnknownStructureError(`Frames at ${from} are in no box for data`);
      copy.keep(from, to);
    }
  }
}

/** Where the frames of a track are, in runs that follow each other, and how many were looked at. */
function findChunks(
  bytes: Uint8Array,
  boxes: readonly Box[],
  maxSamples: number,
): { chunks: { from: number; to: number }[]; samples: number } {
  const open = (box: Box) => createCursor(bytes, box.bodyAt + 4, box.end);
  const sizes = open(getBox(boxes, "stsz"));
  const [sameSize, samples] = [sizes.next(4), sizes.next(4)];
  const chunks = boxes.find(({ type }) => type === "stco") ?? getBox(boxes, "co64");
  const offsets = open(chunks);
  const chunkCount = offsets.next(4);
  const runs = open(getBox(boxes, "stsc"));
  const runCount = runs.next(4);
  const most = Math.max(samples, chunkCount, runCount);
  if (most > maxSamples) throw new UnknownStructureError("Too many frames");
  const ranges: { from: number; to: number }[] = [];
  let [left, perChunk, runsLeft] = [samples, 0, runCount];
  let nextRunAt = runsLeft > 0 ? runs.next(4) : 0;
  for (let chunk = 1; chunk <= chunkCount; chunk++) {
    if (runsLeft > 0 && chunk === nextRunAt) {
      perChunk = runs.next(4);
      runs.next(4);
      runsLeft -= 1;
      nextRunAt = runsLeft > 0 ? runs.next(4) : 0;
    }
    const from = offsets.next(chunks.type === "stco" ? 4 : 8);
    let to = from;
    const frames = Math.min(perChunk, left);
    left -= frames;
    if (sameSize > 0) to += frames * sameSize;
    else for (let frame = 0; frame < frames; frame++) to += sizes.next(4);
    if (to > from) ranges.push({ from, to });
  }
  return { chunks: ranges, samples: most };
}
