import fc from "fast-check";
import { expect, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Change } from "./change.ts";
import { collectGroups, groupDuplicates } from "./group-duplicates.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";

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

test("large groups make a page short, and the next one goes on after the last of them", () => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const hashes = ["000000000000000f", "00000000000f0f00", "0f000f0000000000", "ff00ff0000000000", "00ff00ff00000000"];
  const changes = Array.from({ length: hashes.length * 100 }, (_, slot): Change => {
    const photo = { slot, wallClockMs: Date.UTC(2019, 4, 1) + slot * 60_000, momentMs: 0, hasTaken: true };
    const image = toImage({ ...photo, status: "ready", tags: [], albums: [], contentType: "image/jpeg" } as never);
    const listed = toListedAttribute({ ...image, perceptualHash: hashes[slot % hashes.length] });
    return { kind: "image", id: toImageId("image", slot), revision: 1, changedAtMs: 1, listed };
  });
  applyChanges(file, changes);
  const sizes = (skip: number) => groupDuplicates(file, { limit: 30, skip }).groups.map(({ length }) => length);
  expect(sizes(0)).toEqual([100, 100, 100, 100]);
  expect(sizes(4)).toEqual([100]);
  expect(groupDuplicates(file, { limit: 30, skip: 0 })).toMatchObject({ total: 5, superfluous: 495 });
});
