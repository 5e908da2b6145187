import fc from "fast-check";
import { expect, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { applyChanges } from "./apply-changes.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";
import type { MoveTarget } from "./move-target.ts";
import { planMove } from "./plan-move.ts";

const ALBUM = toImageId("album", 0);
const idOf = (slot: number) => toImageId("image", slot);

/** An index with an album whose images have these positions. */
function indexOf(positions: readonly number[]) {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const changes = positions.map((position, slot) => {
    const photo = {
      slot,
      wallClockMs: Date.UTC(2019, 4, slot + 1),
      momentMs: 0,
      hasTaken: true,
      source: "exif_original",
    };
    const image = toImage({ ...photo, status: "ready", tags: [], albums: [], contentType: "image/jpeg" } as never);
    const albums = [{ id: ALBUM, position, addedAtMs: 0 }];
    return {
      kind: "image",
      id: idOf(slot),
      revision: 1,
      changedAtMs: 1,
      listed: toListedAttribute({ ...image, albums }),
    } as const;
  });
  applyChanges(file, changes);
  return file;
}

/** The order of an album, in which images of one position are by id. */
function orderOf(positions: readonly number[]): number[] {
  return positions
    .map((_, slot) => slot)
    .sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || (idOf(a) < idOf(b) ? -1 : 1));
}

/** The positions once a move is made, and how many it changes. */
function move(positions: readonly number[], slots: number[], to: MoveTarget) {
  const plan = planMove(indexOf(positions), { album: ALBUM, ids: slots.map(idOf), to });
  if (!plan) throw new Error("Expected a plan");
  const planned = new Map(plan.ids.map((id, index) => [id, plan.first + index * plan.step]));
  return {
    changed: plan.ids.length,
    positions: positions.map((position, slot) => planned.get(idOf(slot)) ?? position),
  };
}

test("whatever the positions, images come to stand where they are wanted, and no others move", () => {
  const album = fc.array(fc.constantFrom(0, 1, 1.015625, 7, 1_764_176_000_000, 1_764_176_000_001), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(album, fc.infiniteStream(fc.nat(99)), (positions, numbers) => {
      const next = () => Number(numbers.next().value) % positions.length;
      const moved = new Set(Array.from({ length: 1 + next() }, next));
      const place = next();
      const isAfter = next() % 2 === 0;
      const to =
        place === 0 ? "start" : place === 1 ? "end" : isAfter ? { after: idOf(place) } : { before: idOf(place) };
      const before = orderOf(positions);
      const others = before.filter((slot) => !moved.has(slot));
      const until = before.indexOf(place) + Number(isAfter);
      const wanted = before.slice(0, until).filter((slot) => !moved.has(slot)).length;
      const at = to === "start" ? 0 : to === "end" ? others.length : wanted;
      const expected = others.toSpliced(at, 0, ...before.filter((slot) => moved.has(slot)));
      expect(orderOf(move(positions, [...moved], to).positions)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("where there is room only what is moved is changed", () => {
  const positions = Array.from({ length: 50 }, (_, slot) => slot * 1_000);
  expect(move(positions, [40, 41], { before: idOf(3) }).changed).toBe(2);
  expect(move(positions, [3], "end").changed).toBe(1);
  expect(move(positions, [3], "start").changed).toBe(1);
});

test("again and again to one place takes a few others with it now and then, not all", () => {
  let positions = Array.from({ length: 60 }, (_, slot) => 1_764_176_000_000 + slot);
  let changed = 0;
  for (let times = 0; times < 30; times++) {
    const moved = move(positions, [59 - times], { before: idOf(20) });
    positions = moved.positions;
    changed += moved.changed;
  }
  const slots = Array.from({ length: 60 }, (_, slot) => slot);
  // The last was moved first; each of the others came between it and what they are all before.
  expect(orderOf(positions)).toEqual([...slots.slice(0, 20), ...slots.slice(30).toReversed(), ...slots.slice(20, 30)]);
  expect(changed).toBeLessThan(30 * 6);
});

test("nothing comes before what the album does not have", () => {
  expect(planMove(indexOf([1, 2]), { album: ALBUM, ids: [idOf(0)], to: { before: idOf(9) } })).toBeUndefined();
});
