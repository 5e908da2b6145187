import { expect, test } from "vitest";
import { type ExportedImage, toCatalogueImage } from "#lib/exports/catalogue.ts";
import { MAX_COLLECTIONS } from "#lib/images/collection.ts";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { lacksCatalogue, planImport } from "./plan-import.ts";
import { defaultPlanOptions } from "./plan-photo.ts";
import { importReasons } from "./reasons.ts";
import { readCatalogues } from "./skylight-catalogue.ts";

const image = {
  id: "1",
  file: "2024-05/a (2).jpg",
  fileName: "a.jpg",
  contentType: "image/jpeg",
  bytes: 10,
  sha256: "",
  uploadedAt: "2024-05-02T00:00:00.000Z",
  takenAt: "2024-05-01T10:00:00",
  takenAtSource: "exif_original",
  position: { latitude: 1, longitude: 2, source: "file" },
  favourite: false,
  archived: true,
  tags: ["sea"],
  albums: ["one", "gone"],
};
const catalogue = {
  format: "skylight-export",
  version: 1,
  exportedAt: "2024-05-03T00:00:00.000Z",
  albums: [{ id: "one", name: "Norway", createdAt: "2024-05-02T00:00:00.000Z" }],
  tags: ["sea"],
  images: [image],
};

function entry(path: string, content: string | object) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const blob = new Blob([new Uint8Array(Buffer.from(text, "latin1"))]);
  return { path, part: "export", bytes: blob.size, open: async () => blob };
}

test("an export of Skylight comes in as its catalogue says, beside sidecars", async () => {
  const plan = await planImport(
    [
      entry("my export/2024-05/a (2).jpg", "\xff\xd8\xff\xe0 a picture"),
      entry("my export/skylight.json", catalogue),
      entry("other/skylight.json", { format: "something else" }),
    ],
    defaultPlanOptions,
    contentTypeByExtension,
  );
  expect(plan.photos).toMatchObject([
    { fileName: "a.jpg", albums: [], facts: { archived: true, tags: ["sea"], exportedAlbums: ["one", "gone"] } },
  ]);
  expect(plan.collections).toEqual({ albums: catalogue.albums, tags: ["sea"], searches: [] });
  const [photo] = plan.photos;
  expect(photo?.facts.takenAt).toBeUndefined();
  expect(photo?.facts.position).toBeUndefined();
  expect(photo?.facts).toMatchObject({ favourite: false, hasAllTags: true });
  expect(photo?.facts.hasNoPlace).toBeUndefined();
  expect(plan.leftOut.map(({ path }) => path)).toEqual(["other/skylight.json"]);
});

test("a photo that was shown nowhere is so again", async () => {
  const { position: _, ...nowhere } = image;
  const { find } = await readCatalogues([entry("skylight.json", { ...catalogue, images: [nowhere] })]);
  expect(find(entry("2024-05/a (2).jpg", ""))).toMatchObject({ hasNoPlace: true });
});

test.each(["failed", "processing"])("of a photo that was %s only what its owner said counts", async (status) => {
  const { position: _, ...unread } = { ...image, status, albumIds: [] };
  const images = [toCatalogueImage(unread as unknown as ExportedImage, image.file, ["sea"])];
  const { find } = await readCatalogues([entry("skylight.json", { ...catalogue, images })]);
  const facts = find(entry(image.file, ""));
  expect(facts).toMatchObject({ archived: true, tags: ["sea"] });
  expect(facts?.favourite ?? facts?.hasNoPlace ?? facts?.hasAllTags).toBeUndefined();
});

test("of a photo that was ready the catalogue says all", async () => {
  const { position: _, ...nowhere } = { ...image, status: "ready", albumIds: [] };
  const images = [toCatalogueImage(nowhere as unknown as ExportedImage, image.file, [])];
  expect(images[0]).toMatchObject({ unread: undefined });
  const { find } = await readCatalogues([entry("skylight.json", { ...catalogue, images })]);
  expect(find(entry(image.file, ""))).toMatchObject({ favourite: false, hasNoPlace: true, hasAllTags: true });
});

test("what its owner said of time and place is theirs again", async () => {
  const said = { ...image, takenAtSource: "owner", position: { latitude: 1, longitude: 2, source: "owner" } };
  const { find } = await readCatalogues([entry("skylight.json", { ...catalogue, images: [said] })]);
  expect(find(entry("2024-05/a (2).jpg", ""))).toMatchObject({
    takenAt: "2024-05-01T10:00:00",
    position: { latitude: 1, longitude: 2 },
  });
});

test.each([
  ["cut off", JSON.stringify(catalogue, null, 1).slice(0, -9)],
  ["of a version to come", { ...catalogue, version: 2 }],
])("a catalogue that is %s is no file like others: what is lost without it is said", async (_what, content) => {
  const entries = [entry("2024-05/a (2).jpg", "\xff\xd8\xff\xe0 a picture"), entry("skylight.json", content)];
  const plan = await planImport(entries, defaultPlanOptions, contentTypeByExtension);
  expect(lacksCatalogue(plan)).toBe(true);
  expect(plan.leftOut).toEqual([{ path: "skylight.json", part: "export", reason: importReasons.catalogueUnreadable }]);
});

test("more tags than there can be are said before the import", async () => {
  const plan = async (count: number) => {
    const tags = Array.from({ length: count }, (_, index) => `tag ${index}`);
    const entries = [
      entry("2024-05/a (2).jpg", "\xff\xd8\xff\xe0 a picture"),
      entry("skylight.json", { ...catalogue, tags, images: [{ ...image, tags: ["TAG 0"] }] }),
    ];
    return (await planImport(entries, defaultPlanOptions, contentTypeByExtension)).notes.map(({ reason }) => reason);
  };
  expect(await plan(MAX_COLLECTIONS.tag)).toEqual([]);
  expect(await plan(MAX_COLLECTIONS.tag + 1)).toEqual([importReasons.tooManyTags]);
});

test("of two exports in several archives each photo gets the words of its own", async () => {
  const write = (title: string, bytes: number) => ({ ...catalogue, images: [{ ...image, title, bytes }] });
  const at = (part: string, path: string, content: string | object) => ({ ...entry(path, content), part });
  const { find } = await readCatalogues([
    at("ann (2).zip", "skylight.json", write("Ann's", 3)),
    at("ben (2).zip", "skylight.json", write("Ben's", 4)),
  ]);
  const title = (part: string, content: string) => find(at(part, image.file, content))?.title;
  expect([title("ann.zip", "123"), title("ben.zip", "1234")]).toEqual(["Ann's", "Ben's"]);
  expect(title("other.zip", "12345"), "whose it is cannot be told").toBeUndefined();
  // A file in whose copy XMP was embedded has another size.
  const { find: findOnly } = await readCatalogues([at("ann (2).zip", "skylight.json", write("Ann's", 3))]);
  expect(findOnly(at("ann.zip", image.file, "12345"))?.title).toBe("Ann's");
});
