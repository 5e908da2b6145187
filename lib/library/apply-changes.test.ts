import { expect, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Change } from "./change.ts";
import { fromKey } from "./image-key.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";

const COUNT = 1_000;
const PAGE = 100;

function toChange(slot: number): Change {
  const photo = { slot, wallClockMs: Date.UTC(2000, 0, 1), momentMs: 0, hasTaken: true, source: "exif_original" };
  const image = toImage({ ...photo, status: "ready", tags: [], albums: [], contentType: "image/jpeg" } as never);
  return { kind: "image", id: toImageId("image", slot), revision: 1, changedAtMs: 1, listed: toListedAttribute(image) };
}

const rising = Array.from({ length: COUNT }, (_, slot) => slot);
/** In no order that a place could be kept for, and the same each time. */
const mixed = rising.toSorted((one, other) => ((one * 7919) % COUNT) - ((other * 7919) % COUNT));

test.each([
  ["oldest first", rising, 1],
  ["newest first, as a rebuild reads them", rising.toReversed(), 1],
  ["in any order", mixed, 10],
])(
  "photos of one millisecond that come %s are in the order of their ids, and few are moved",
  (_order, slots, moves) => {
    const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
    let inserted = 0;
    const sql = (text: string) => {
      if (text.startsWith("INSERT INTO images")) inserted++;
      return file.sql(text);
    };
    for (let at = 0; at < COUNT; at += PAGE) {
      applyChanges({ ...file, sql }, slots.slice(at, at + PAGE).map(toChange));
    }
    const ids = file.sql("SELECT id FROM images ORDER BY place").all();
    expect(ids.map(({ id }) => fromKey(id))).toEqual(rising.map((slot) => toImageId("image", slot)).sort());
    expect(inserted).toBeLessThanOrEqual(COUNT * moves);
  },
);
