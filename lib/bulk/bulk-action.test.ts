import { expect, test } from "vitest";
import type { Image } from "#lib/images/image.ts";
import { adaptChange, bulkEdits, toDifference } from "./bulk-action.ts";

const AT = "2026-11-25T10:00:00.000Z";

test("an image is in a hundred albums and has a hundred tags at most, and those it has may be given again", () => {
  const ids = Array.from({ length: 100 }, (_, number) => `id ${number}`);
  const albums = ids.map((id) => ({ id, position: 0, addedAt: AT }));
  const image = { albums, tags: ids } as Partial<Image> as Image;
  expect(
    bulkEdits.add_to_album.next(image, { changeId: "", at: AT, id: "another", from: "", index: 0 }),
  ).toBeUndefined();
  expect(bulkEdits.add_to_album.next(image, { changeId: "", at: AT, id: "id 7", from: "", index: 0 })).toEqual({
    albums,
  });
  expect(bulkEdits.add_tag.next(image, { changeId: "", at: AT, id: "another", from: "", index: 0 })).toBeUndefined();
  expect(bulkEdits.add_tag.next(image, { changeId: "", at: AT, id: "id 7", from: "", index: 0 })).toEqual({
    tags: ids,
  });
});

test("images that are added together have the order in which they are named, and room between them", () => {
  const image = { albums: [], tags: [] } as Partial<Image> as Image;
  const positions = [0, 1, 999_999].map((index) => {
    const next = bulkEdits.add_to_album.next(image, { changeId: "", at: AT, id: "album", from: "", index });
    return next?.albums?.[0]?.position;
  });
  expect(positions).toEqual([0, 1 / 16, 999_999 / 16].map((step) => Date.parse(AT) + step));
});

test("a photo that was moved in an album since it was added is taken out of it by undoing that", () => {
  const at = (position: number, addedAt = AT) => ({ id: "album", position, addedAt });
  const undo = (now: unknown) =>
    adaptChange(bulkEdits.add_to_album, { albums: [now] }, { before: { albums: [at(1)] }, after: { albums: [] } });
  expect(undo(at(7))).toEqual({ albums: [] });
  const again = at(7, "2030-01-01T00:00:00.000Z");
  expect(undo(again)).toEqual({ albums: [again] });
});

test("a change of places finds a photo where it was, leaves one that was moved since, and brings none back", () => {
  const at = (position: number, id = "album") => ({ id, position, addedAt: AT });
  const adapt = (albums: unknown[], before: unknown[], after: unknown[]) =>
    adaptChange(bulkEdits.move_in_album, { albums }, { before: { albums: before }, after: { albums: after } });
  expect(adapt([at(1), at(9, "other")], [at(1)], [at(2)])).toEqual({ albums: [at(2), at(9, "other")] });
  expect(adapt([at(3)], [at(1)], [at(2)])).toEqual({ albums: [at(3)] });
  expect(adapt([at(9, "other")], [at(1)], [at(2)])).toEqual({ albums: [at(9, "other")] });
});

test("of albums and tags a plan says what differs, however many an image has, and does and undoes the same", () => {
  const album = (id: string, position = 1) => ({ id, position, addedAt: AT });
  const others = Array.from({ length: 98 }, (_, number) => album(`other ${number}`));
  const before = { albums: [...others, album("x")] };
  const after = { albums: [...others, album("y")] };
  const plan = toDifference(bulkEdits.add_to_album, { before, after });
  expect(plan).toEqual({ before: { albums: [album("x")] }, after: { albums: [album("y")] } });
  expect(adaptChange(bulkEdits.add_to_album, before, plan)).toEqual(after);
  expect(adaptChange(bulkEdits.add_to_album, after, { before: plan.after, after: plan.before })).toEqual(before);

  const tags = toDifference(bulkEdits.remove_tag, { before: { tags: ["a", "b", "c"] }, after: { tags: ["a", "c"] } });
  expect(tags).toEqual({ before: { tags: ["b"] }, after: { tags: [] } });
  const moved = {
    before: { albums: [album("a", 1), album("b", 2)] },
    after: { albums: [album("a", 5), album("b", 2)] },
  };
  const move = toDifference(bulkEdits.move_in_album, moved);
  expect(move).toEqual({ before: { albums: [album("a", 1)] }, after: { albums: [album("a", 5)] } });
  expect(adaptChange(bulkEdits.move_in_album, moved.before, move)).toEqual(moved.after);
});
