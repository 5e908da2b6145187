import type { Range } from "./ranges.ts";
import { concatBytes, takeBytes, UnknownStructureError } from "./structure.ts";

/** Parts may be shared, but not so much that a copy of each is many times the file. */
const MAX_COPIES = 4;
/** More than any real file needs, and few enough to be held. */
const MAX_PARTS = 100_000;
/** What gaps are filled with, piece by piece. */
const ZEROS = new Uint8Array(64 * 1024);

interface Patch {
  at: number;
  part: Uint8Array;
}

export type SparseCopy = ReturnType<typeof createSparseCopy>;

/**
 * A file of zeros that has parts of another at their own places, and what is written over them; it ends with the last
 * of them. Bytes of the file are not copied but shared.
 */
export function createSparseCopy(bytes: Uint8Array) {
  const kept: Range[] = [];
  const patches: Patch[] = [];
  let [end, copied] = [0, 0];
  const extend = (to: number) => {
    end = Math.max(end, to);
  };
  const count = (length: number) => {
    copied += length;
    if (copied > MAX_COPIES * bytes.length) throw new UnknownStructureError("Parts of the file are named too often");
    if (kept.length + patches.length >= MAX_PARTS) throw new UnknownStructureError("There are too many parts");
  };
  const write = (part: Uint8Array, at: number) => {
    if (at < 0 || at + part.length > bytes.length)
      throw new UnknownStructureError(`${part.length} bytes at ${at} of a file of ${bytes.length}`);
    count(part.length);
    patches.push({ at, part });
    extend(at + part.length);
  };
  return {
    /** Bytes of our own, over whatever is kept there. */
    write,
    /** Bytes of the file itself, from `from` up to `to`. @throws UnknownStructureError where it ends before */
    keep(from: number, to: number): void {
      count(takeBytes(bytes, from, to - from).length);
      const last = kept.at(-1);
      if (last?.to === from) last.to = to;
      else kept.push({ from, to });
      extend(to);
    },
    /** Zeros over whatever is kept there. */
    zero: (at: number, length: number) => write(new Uint8Array(length), at),
    /** Has the file reach at least that far. */
    extend,
    end: () => end,
    /** What of the file itself is kept by now. */
    kept: (): readonly Range[] => kept,
    /** What the copy has between two places by now. */
    read: (from: number, to: number) => concatBytes(layOut(bytes, kept, patches, { from, to })),
    finish: (): readonly Uint8Array[] => layOut(bytes, kept, patches, { from: 0, to: Math.min(end, bytes.length) }),
  };
}

/** The parts of a stretch of a copy, one after the other. */
function layOut(
  bytes: Uint8Array,
  kept: readonly Range[],
  patches: readonly Patch[],
  { from, to }: Range,
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const ranges = mergeRanges(kept);
  let [at, next] = [from, 0];
  const addZeros = (until: number) => {
    for (; at < until; at += parts.at(-1)?.length ?? 0)
      parts.push(ZEROS.subarray(0, Math.min(ZEROS.length, until - at)));
  };
  const addKept = (until: number) => {
    for (; next < ranges.length; next += 1) {
      const range = ranges[next];
      if (!range || range.from >= until) break;
      addZeros(Math.min(range.from, until));
      const stop = Math.min(range.to, until);
      if (stop > at) parts.push(bytes.subarray(at, stop));
      at = Math.max(at, stop);
      if (range.to > until) break;
    }
    addZeros(until);
  };
  for (const { at: start, part } of mergePatches(patches)) {
    const [first, last] = [Math.max(start, at), Math.min(start + part.length, to)];
    if (last <= first) continue;
    addKept(first);
    parts.push(part.subarray(first - start, last - start));
    at = last;
  }
  addKept(to);
  return parts;
}

/** In order, those that touch as one. */
function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const { from, to } of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** In order; where some overlap, one with what was written last. */
function mergePatches(patches: readonly Patch[]): Patch[] {
  const merged: Patch[] = [];
  const groups: { range: Range; members: number[] }[] = [];
  const order = patches
    .map((_, index) => index)
    .sort((one, other) => (patches[one]?.at ?? 0) - (patches[other]?.at ?? 0));
  for (const index of order) {
    const patch = patches[index];
    if (!patch || patch.part.length === 0) continue;
    const to = patch.at + patch.part.length;
    const last = groups.at(-1);
    if (last && patch.at < last.range.to) {
      last.range.to = Math.max(last.range.to, to);
      last.members.push(index);
    } else groups.push({ range: { from: patch.at, to }, members: [index] });
  }
  for (const { range, members } of groups) {
    const [only] = members;
    if (members.length === 1 && only !== undefined) {
      merged.push({ at: range.from, part: patches[only]?.part ?? new Uint8Array() });
      continue;
    }
    const part = new Uint8Array(range.to - range.from);
    for (const index of members.sort((one, other) => one - other)) {
      const patch = patches[index];
      if (patch) part.set(patch.part, patch.at - range.from);
    }
    merged.push({ at: range.from, part });
  }
  return merged;
}
