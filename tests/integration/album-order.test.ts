import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { BulkRequest } from "#lib/bulk/bulk-api.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { changeImage } from "#lib/images/image-repository.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { viewImage } from "#lib/library/view-image.ts";
import { photoSteps } from "#tests/support/photo-steps.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* Albums in an order of their owner's. */

const world = provideServices();
const { readyImage, listIds, change } = photoSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

test("an album in its own order is drawn by positions, without months, and its photos are looked at in that order", async () => {
  const user = someUser();
  const [may, june, july] = await Promise.all(
    ["2024-05-01T10:00:00", "2024-06-01T10:00:00", "2024-07-01T10:00:00"].map((at) => readyImage(user, at)),
  );
  if (!may || !june || !july) throw new Error("Expected three images");
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const order = [june.id, july.id, may.id];
  for (const id of order) await change(user, { action: "add_to_album", album: album.id, ids: [id] });
  const list = { album: album.id, sort: "position" as const };
  expect((await getTimeline(services, user, list)).months).toEqual([{ month: "", count: 3 }]);
  const chunk = (start: number) => getTimelineChunk(services, user, fromApiQuery(list), { start, limit: 2 });
  expect(await chunk(0)).toMatchObject({ ids: order.slice(0, 2), months: [{ month: "", offset: 0, count: 2 }] });
  expect(await chunk(2)).toMatchObject({ ids: order.slice(2), months: [{ month: "", offset: 2, count: 1 }] });
  const { neighbours } = await viewImage(services, user, july.id, [], list);
  expect([neighbours.before[0]?.id, neighbours.after[0]?.id]).toEqual([june.id, may.id]);
});

/** An album with photos that were added together. */
async function albumOf(user: User, photos: number) {
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const ids = (await storeImages(services.database, user, photos)).toSorted();
  for (let start = 0; start < photos; start += 1_000) {
    await change(user, { action: "add_to_album", album: album.id, ids: ids.slice(start, start + 1_000) });
  }
  const list = { album: album.id, sort: "position" as const };
  const move = (ids: string[], to: BulkRequest["to"]) =>
    change(user, { action: "move_in_album", album: album.id, ids, to });
  return { album, ids, move, order: () => listIds(user, list) };
}

test("photos of an album are moved, keep their order among themselves, and go back by undoing", async () => {
  const user = someUser();
  const { ids, move, order, album } = await albumOf(user, 5);
  const [a = "", b = "", c = "", d = "", e = ""] = ids;
  expect(await order()).toEqual([a, b, c, d, e]);
  const moved = await move([e, d], { before: b });
  expect(await order()).toEqual([a, d, e, b, c]);
  expect(moved.results?.filter(({ outcome }) => outcome !== "changed")).toEqual([]);
  await move([d], "end");
  await move([c], "start");
  expect(await order()).toEqual([c, a, e, b, d]);
  await undoBulkChange(services, user, moved.change.id);
  // What was moved again since stays where it is.
  expect((await order()).slice(0, 1)).toEqual([c]);
  expect((await order()).at(-1)).toBe(d);

  await expect(move([a], { before: album.id })).rejects.toMatchObject({ code: "not_found" });
  const [stranger = ""] = await storeImages(services.database, user, 1);
  expect((await move([stranger, e], "start")).results).toContainEqual({ id: stranger, outcome: "unchanged" });
  expect(await order()).toHaveLength(5);
  expect((await order())[0]).toBe(e);
});

test("a photo that left the album since it was moved does not come back when that is undone", async () => {
  const user = someUser();
  const { ids, move, order, album } = await albumOf(user, 3);
  const [a = "", b = "", c = ""] = ids;
  const { change: moved } = await move([c], "start");
  await change(user, { action: "remove_from_album", album: album.id, ids: [c] });
  await undoBulkChange(services, user, moved.id);
  expect(await order()).toEqual([a, b]);
});

test("what was added together has room for others in between, and what was not gets some", async () => {
  const user = someUser();
  const { ids, move, order, album } = await albumOf(user, 20);
  const before = (at: number) => ({ before: ids[at] ?? "" });
  const [first = "", second = ""] = ids;
  expect((await move([first], before(10))).results).toHaveLength(1);
  expect(await order()).toEqual(ids.toSpliced(10, 0, first).slice(1));

  // As they were added by former releases.
  const albums = [{ id: album.id, position: 0, addedAt: new Date().toISOString() }];
  for (const imageId of ids) {
    await changeImage(services.database, { ownerId: user.id, imageId }, (image) => ({ ...image, albums }));
  }
  expect(await order()).toEqual(ids);
  const made = await move([first, second], before(17));
  expect(await order()).toEqual([...ids.slice(2, 17), first, second, ...ids.slice(17)]);
  expect(made.results).toHaveLength(5);
  expect((await move([first], before(19))).results).toHaveLength(1);
});
