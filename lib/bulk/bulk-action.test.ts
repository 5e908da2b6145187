import { expect, test } from "vitest";
import type { Image } from "#lib/images/image.ts";
import { bulkEdits } from "./bulk-action.ts";

const AT = "2026-11-25T10:00:00.000Z";

test("an image is in a hundred albums and has a hundred tags at most, and those it has may be given again", () => {
  const ids = Array.from({ length: 100 }, (_, number) => `id ${number}`);
  const albums = ids.map((id) => ({ id, position: 0, addedAt: AT }));
  const image = { albums, tags: ids } as Partial<Image> as Image;
  expect(bulkEdits.add_to_album.next(image, { changeId: "", at: AT, id: "another", from: "" })).toBeUndefined();
  expect(bulkEdits.add_to_album.next(image, { changeId: "", at: AT, id: "id 7", from: "" })).toEqual({ albums });
  expect(bulkEdits.add_tag.next(image, { changeId: "", at: AT, id: "another", from: "" })).toBeUndefined();
  expect(bulkEdits.add_tag.next(image, { changeId: "", at: AT, id: "id 7", from: "" })).toEqual({ tags: ids });
});
