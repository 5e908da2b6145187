import { expect, test } from "vitest";
import type { ImportEntry } from "#lib/imports/entry.ts";
import { type CatalogueImage, readCatalogues } from "#lib/imports/skylight-catalogue.ts";
import { writeCatalogue } from "./catalogue.ts";

const album = { id: "norway", name: "Norway", createdAt: "2024-05-02T00:00:00.000Z", order: ["1", "0"] };
const COUNT = 300;
const images: CatalogueImage[] = Array.from({ length: COUNT }, (_, index) => ({
  id: String(index),
  file: `2024-05/${index}.jpg`,
  fileName: `${index}.jpg`,
  contentType: "image/jpeg",
  bytes: 10,
  sha256: "0".repeat(64),
  uploadedAt: "2024-05-02T00:00:00.000Z",
  title: 'Über "das" Meer\n  },\n ]',
  favourite: false,
  archived: true,
  tags: ["sea"],
  albums: ["norway"],
}));

/** A file of `text`, handed on in pieces of so many bytes, which says that it is larger than a string can be. */
function hugeEntry(text: string, pieceBytes: number): ImportEntry {
  const bytes = new TextEncoder().encode(text);
  const open = async () => {
    let at = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + pieceBytes));
        at += pieceBytes;
      },
    });
  };
  return { path: "skylight.json", part: "export", bytes: 2 ** 32, open };
}

const searches = [{ name: "By the sea", query: "album=norway&favourite=true", tags: ["sea"] }];
const collections = { albums: [album], tags: ["sea", "unused"], searches };
const toText = (of: CatalogueImage[]) => [...writeCatalogue(collections, of)].join("");
const photo = (index: number) => ({ ...hugeEntry("", 1), path: `2024-05/${index}.jpg` });

test.each([1, 7, 65_536])(
  "a catalogue larger than any string is read as it comes, in pieces of %i bytes",
  async (size) => {
    const { find, collections: read } = await readCatalogues([hugeEntry(toText(images), size)]);
    expect(read).toEqual(collections);
    for (const index of [0, 1, COUNT - 1]) {
      expect(find(photo(index))).toMatchObject({
        title: images[0]?.title,
        archived: true,
        exportedId: String(index),
        exportedAlbums: ["norway"],
      });
    }
  },
);

test("a catalogue is written in small pieces, of photos that are asked for one by one", () => {
  let asked = 0;
  function* ask() {
    for (let index = 0; index < 10 * COUNT; index++, asked++) yield { ...(images[0] as CatalogueImage) };
  }
  const pieces = writeCatalogue({ albums: [album], tags: [] }, ask());
  for (let piece = pieces.next(), before = 0; !piece.done; piece = pieces.next(), before = asked) {
    expect(piece.value.length).toBeLessThan(200_000);
    expect(asked - before).toBeLessThan(COUNT);
  }
  expect(asked).toBe(10 * COUNT);
});

test.each([0, 1, 3])("a catalogue of %i photos is the JSON that other programs know", (count) => {
  const at = new Date("2024-05-03T00:00:00.000Z");
  const some = images.slice(0, count);
  const text = [...writeCatalogue({ albums: [album], tags: [], searches: [] }, some, at)].join("");
  const known = { albums: [album], tags: [], searches: [] };
  expect(text).toBe(
    JSON.stringify(
      { format: "skylight-export", version: 1, exportedAt: at.toISOString(), ...known, images: some },
      null,
      1,
    ),
  );
});
