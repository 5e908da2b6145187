import fc from "fast-check";
import { expect, test } from "vitest";
import { collectGroups } from "./group-duplicates.ts";

const toHalves = (hashes: bigint[]) =>
  Uint32Array.from(hashes.flatMap((hash) => [Number(hash >> 32n), Number(hash & 0xffffffffn)]));

test("hashes that differ in up to three bits are one group, however they differ, and others none", () => {
  const hash = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
  const bits = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { minLength: 0, maxLength: 5 });
  fc.assert(
    fc.property(hash, bits, (one, flipped) => {
      const other = flipped.reduce((all, bit) => all ^ (1n << BigInt(bit)), one);
      expect(collectGroups(toHalves([one, other]))).toEqual(flipped.length <= 3 ? [[0, 1]] : []);
    }),
  );
});

test("groups are in the order of their first, and hold what is near to that one", () => {
  const far = 0xffff_0000_ffff_0000n;
  const [a, b, c] = [0n, 0b111n, 0b111_111n];
  expect(collectGroups(toHalves([far, b, a, 0xaaaa_5555_aaaa_5555n, far ^ 1n, c]))).toEqual([
    [0, 4],
    [1, 2, 5],
  ]);
  expect(collectGroups(toHalves([a, b, c]))).toEqual([[0, 1]]);
  expect(collectGroups(toHalves([]))).toEqual([]);
});

test("a time-lapse that changes bit by bit is many small groups", () => {
  const frames = Array.from({ length: 64 }, (_, step) => (1n << BigInt(step)) - 1n);
  const groups = collectGroups(toHalves(frames));
  expect(Math.max(...groups.map((group) => group.length))).toBe(4);
  expect(groups.flat()).toHaveLength(64);
});
