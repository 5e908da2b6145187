import { expect, test } from "vitest";
import { createSparseCopy } from "./sparse-copy.ts";
import { UnknownStructureError } from "./structure.ts";

const FILE_BYTES = 300_000;
const file = Uint8Array.from({ length: FILE_BYTES }, (_, at) => 1 + (at % 100));

/** Numbers that are the same each time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What it is to be: parts of the file, and over them what was written, the last on top. */
function copyPlainly(steps: readonly { at: number; part?: Uint8Array; to: number }[]): Uint8Array {
  const copy = new Uint8Array(Math.max(...steps.map(({ to }) => to)));
  for (const { at, part, to } of steps) if (!part) copy.set(file.subarray(at, to), at);
  for (const { at, part } of steps) if (part) copy.set(part, at);
  return copy;
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))("copy %i has each part at its place, once", (seed) => {
  const random = createRandom(seed);
  const copy = createSparseCopy(file);
  const steps = Array.from({ length: 1 + random(12) }, (_, step) => {
    const at = random(FILE_BYTES);
    const to = at + random(Math.min(FILE_BYTES - at, 90_000) + 1);
    const kind = random(3);
    if (kind === 0) copy.keep(at, to);
    const part = kind === 0 ? undefined : new Uint8Array(to - at).fill(kind === 1 ? 0 : 200 + step);
    if (kind === 1) copy.zero(at, to - at);
    else if (part) copy.write(part, at);
    return part ? { at, to, part } : { at, to };
  });
  const expected = copyPlainly(steps);
  expect(Buffer.concat(copy.finish()).equals(expected)).toBe(true);
  const from = random(expected.length);
  const to = from + random(expected.length - from);
  expect(Buffer.from(copy.read(from, to)).equals(expected.subarray(from, to))).toBe(true);
});

test("what is kept of a file is not copied", () => {
  const copy = createSparseCopy(file);
  copy.keep(100, 200_000);
  copy.zero(150, 10);
  const shared = copy.finish().filter(({ buffer }) => buffer === file.buffer);
  expect(shared.reduce((sum, { length }) => sum + length, 0)).toBe(200_000 - 100 - 10);
});

test("parts beyond the file, and too many of them, are refused", () => {
  const copy = createSparseCopy(file);
  expect(() => copy.keep(FILE_BYTES - 1, FILE_BYTES + 1)).toThrow(UnknownStructureError);
  expect(() => copy.write(new Uint8Array(2), FILE_BYTES - 1)).toThrow(UnknownStructureError);
  const keepAll = () => copy.keep(0, FILE_BYTES);
  for (let copies = 0; copies < 4; copies++) keepAll();
  expect(keepAll).toThrow(UnknownStructureError);
});
