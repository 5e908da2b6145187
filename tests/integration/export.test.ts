import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { type Catalogue, catalogueSchema } from "#lib/imports/skylight-catalogue.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { appOfFile } from "#tests/support/app-of-file.ts";
import { hasExiftool, readTags } from "#tests/support/exiftool.ts";
import { jpegWithExif, smallPhoto, type TestFile, truncated } from "#tests/support/image-factory.ts";
import { startCommand } from "#tests/support/library-command.ts";

const app = appOfFile();
let person: ApiSession;
let folder: string;
let folders = 0;

beforeEach(async () => {
  person = await registerSession(app.url());
  folder = join(app.folder(), `export-${++folders}`);
});

/** Runs a command as a user would, and tells what it said; it is killed once the file `stopAt` stands there. */
async function run(command: "export" | "import", options: { session?: ApiSession; stopAt?: string } = {}) {
  const { session = person, stopAt } = options;
  const settings = { url: app.url(), person: session, stateFolder: join(app.folder(), "state") };
  const { child, ended } = startCommand(command, settings, [folder, "--concurrency", "1"]);
  if (stopAt !== undefined) {
    const file = join(folder, stopAt);
    while (child.exitCode === null && !(await stat(file).catch(() => undefined)))
      await new Promise((go) => setTimeout(go, 2));
    child.kill("SIGKILL");
  }
  return ended;
}

async function send(path: string, body: object, method = "POST") {
  const answer = await person.fetch(path, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
  return answer.json();
}

/** A library with all that an export has to bring along. Returns its files by the ids of their images. */
async function fillLibrary(): Promise<Map<string, TestFile>> {
  const dated = await jpegWithExif();
  const [one, two, archived] = [
    await smallPhoto(1),
    { ...(await smallPhoto(2)), fileName: "photo-1.jpg" },
    await smallPhoto(3),
  ];
  const broken = truncated(await smallPhoto(4), 0.3);
  const files = new Map<string, TestFile>();
  for (const file of [dated, one, two, archived, broken]) files.set(await person.upload(file), file);
  await person.settledImages(5);
  const [datedId, oneId, twoId, archivedId] = [...files.keys()] as [string, string, string, string];
  const { album } = await send("/api/albums", { name: "Norway", description: "By the sea" });
  const { album: inner } = await send("/api/albums", { name: "Fjord", parentId: album.id });
  await send(`/api/albums/${inner.id}`, { hasOwnOrder: true, coverId: twoId }, "PATCH");
  const { tag } = await send("/api/tags", { name: "sea & sky" });
  await send("/api/tags", { name: "unused" });
  await send("/api/images/bulk", { action: "add_to_album", album: album.id, ids: [datedId, oneId] });
  for (const id of [twoId, datedId, oneId])
    await send("/api/images/bulk", { action: "add_to_album", album: inner.id, ids: [id] });
  await send("/api/images/bulk", { action: "add_tag", tag: tag.id, ids: [oneId, twoId] });
  await send("/api/images/bulk", { action: "favourite", ids: [oneId] });
  await send("/api/images/bulk", { action: "archive", ids: [archivedId] });
  await send(
    `/api/images/${oneId}`,
    {
      title: "Over <the> sea",
      caption: "Two\nlines",
      takenAt: "2020-02-03T04:05:06+09:00",
      position: { latitude: 60.39, longitude: 5.32 },
    },
    "PATCH",
  );
  return files;
}

async function readCatalogue() {
  return catalogueSchema.parse(JSON.parse(await readFile(join(folder, "skylight.json"), "utf8")));
}

const listFolder = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test("everything of an account comes out, item by item, and a second time all is there", { tags: "long" }, async () => {
  const files = await fillLibrary();
  const first = await run("export");
  expect(first).toMatchObject({ code: 0, output: expect.stringContaining("5 downloaded, 0 already there, 0 failed") });
  const catalogue = await readCatalogue();

  expect(catalogue.images.map(({ id }) => id).sort()).toEqual([...files.keys()].sort());
  for (const { id, file, bytes } of catalogue.images) {
    const original = files.get(id);
    expect((await readFile(join(folder, file))).equals(original?.body ?? Buffer.alloc(0)), file).toBe(true);
    expect(bytes).toBe(original?.body.length);
  }
  const served = new Map((await person.images()).map((image) => [image.id, image]));
  const [datedId, oneId, twoId, archivedId] = [...files.keys()] as [string, string, string, string];
  const find = (id: string) => catalogue.images.find((image) => image.id === id);
  expect(find(oneId)).toMatchObject({
    file: "2020-02/photo-1.jpg",
    title: "Over <the> sea",
    caption: "Two\nlines",
    takenAt: "2020-02-03T04:05:06+09:00",
    takenAtSource: "owner",
    position: { latitude: 60.39, longitude: 5.32, source: "owner" },
    favourite: true,
    archived: false,
    tags: ["sea & sky"],
  });
  expect(find(archivedId)).toMatchObject({ favourite: false, archived: true, tags: [], albums: [] });
  for (const image of catalogue.images) {
    const { takenAt, favourite, albumIds } = (served.get(image.id) ?? {}) as Record<string, unknown>;
    if (image.archived) continue;
    expect(image).toMatchObject({ favourite, albums: albumIds, ...(takenAt ? { takenAt } : {}) });
  }
  const [fjord, norway] = catalogue.albums.toSorted((a, b) => a.name.localeCompare(b.name));
  expect(norway).toMatchObject({ name: "Norway", description: "By the sea" });
  expect(norway?.order).toBeUndefined();
  expect(fjord).toMatchObject({ name: "Fjord", parentId: norway?.id, coverId: twoId });
  expect(fjord?.order).toEqual([twoId, datedId, oneId]);
  expect(catalogue.tags.sort()).toEqual(["sea & sky", "unused"]);

  const before = await listFolder();
  // Small photos have a caption of their own; of the others nothing is said.
  expect(before.filter((path) => path.endsWith(".xmp"))).toHaveLength(3);
  expect(before.filter((path) => path.endsWith(".part"))).toEqual([]);
  if (hasExiftool) {
    const sidecar = await readFile(join(folder, "2020-02/photo-1.jpg.xmp"));
    expect((await readTags(new Map([["one.xmp", sidecar]]))).get("one.xmp")).toMatchObject({
      "XMP-dc:Title": "Over <the> sea",
      "XMP-dc:Subject": "sea & sky",
      "XMP-xmp:Rating": 5,
      "XMP-exif:DateTimeOriginal": "2020:02:03 04:05:06+09:00",
    });
  }
  const second = await run("export");
  expect(second.output).toContain("0 downloaded, 5 already there, 0 failed");
  expect(await listFolder()).toEqual(before);
  expect({ ...(await readCatalogue()), exportedAt: "" }).toEqual({ ...catalogue, exportedAt: "" });
});

test("what was damaged, lost or stopped is made good by the next run", { tags: "long" }, async () => {
  const files = await fillLibrary();
  await run("export", { stopAt: "2020-02/photo-1.jpg" });
  expect((await listFolder()).length).toBeLessThan(9);
  expect((await run("export")).code).toBe(0);
  const { images } = await readCatalogue();
  const [changed, lost] = images.map(({ file }) => join(folder, file)) as [string, string];
  await writeFile(changed, "not a photo");
  await rm(lost);
  const again = await run("export");
  expect(again.output).toContain("2 downloaded, 3 already there, 0 failed");
  for (const { id, file } of images) {
    expect((await readFile(join(folder, file))).equals(files.get(id)?.body ?? Buffer.alloc(0)), file).toBe(true);
  }
});

test("what comes out goes into an empty account again, and out of it the same", async () => {
  const [datedId, oneId, twoId] = [...(await fillLibrary()).keys()];
  for (const [name, ids] of Object.entries({ 2023: [twoId, oneId], 2024: [datedId], Empty: [] })) {
    const { album: year } = await send("/api/albums", { name });
    const { album } = await send("/api/albums", { name: "Summer", description: `Of ${name}`, parentId: year.id });
    await send(`/api/albums/${album.id}`, { hasOwnOrder: ids.length > 1 }, "PATCH");
    for (const id of ids) await send("/api/images/bulk", { action: "add_to_album", album: album.id, ids: [id] });
  }
  await sayMore([datedId, oneId, twoId] as [string, string, string]);
  await run("export");
  const before = await readCatalogue();
  const other = await registerSession(app.url());
  const { output } = await run("import", { session: other });
  expect(output).toContain("5 uploaded, 0 already there, 0 refused, 0 failed");
  expect(output).toContain("8 albums and 3 tags made");
  expect(output).toContain("2 saved searches and 1 stacks made");
  const again = (await run("import", { session: other })).output;
  expect(again).not.toMatch(/[1-9]\d* (albums|tags|saved|stacks)/);
  await rm(folder, { recursive: true });
  await run("export", { session: other });
  const after = await readCatalogue();
  expect(toItems(after)).toEqual(toItems(before));
  expect(toAlbums(after)).toEqual(toAlbums(before));
  expect(after.tags.toSorted()).toEqual(before.tags.toSorted());
  expect(toStacks(after)).toEqual(toStacks(before));
  expect(toStacks(before)).toEqual([{ count: 2, top: true }]);
  expect(toSearches(after)).toEqual(toSearches(before));
  expect(toSearches(before)).toHaveLength(2);
});

/** Stacks that were made by hand, one photo that is in none, searches, and words beyond Latin. */
async function sayMore([datedId, oneId, twoId]: [string, string, string]): Promise<void> {
  const { albums } = await (await person.fetch("/api/albums")).json();
  const { tag } = await send("/api/tags", { name: "旅行/京都" });
  await send("/api/images/bulk", { action: "add_tag", tag: tag.id, ids: [datedId] });
  await send(`/api/images/${datedId}`, { caption: "花見\n🌸", title: "さくら" }, "PATCH");
  await send("/api/images/bulk", { action: "stack", ids: [oneId, twoId] });
  await send("/api/images/bulk", { action: "top_of_stack", ids: [twoId] });
  await send("/api/images/bulk", { action: "unstack", ids: [datedId] });
  const inNorway = albums.find(({ name }: { name: string }) => name === "Norway").id;
  await send("/api/searches", { name: "京都 & more", query: `q=sakura&tag=${tag.id}&favourite=true` });
  await send("/api/searches", { name: "North", query: `album=${inNorway}&stackOf=${oneId}` });
}

/** How many photos each stack has that was made by hand, and whether one is on top. */
function toStacks({ images }: Catalogue): object[] {
  const groups = Map.groupBy(images, ({ stack }) => stack || undefined);
  groups.delete(undefined);
  return [...groups.values()].map((members) => ({
    count: members.length,
    top: members.some(({ topOfStackAt }) => topOfStackAt !== undefined),
  }));
}

/** Saved searches, with names for albums and hashes for images. */
function toSearches({ searches = [], albums, images }: Catalogue): object[] {
  const names = new Map([
    ...albums.map(({ id, name }) => [id, name]),
    ...images.map(({ id, sha256 }) => [id, sha256]),
  ] as [string, string][]);
  return searches.map(({ query, ...search }) => ({
    ...search,
    query: [...new URLSearchParams(query)].map(([member, value]) => [member, names.get(value) ?? value]).sort(),
  }));
}

/** What a catalogue says of each album, with names for albums and hashes for images. */
function toAlbums({ images, albums }: Catalogue): object[] {
  const names = new Map(albums.map(({ id, name }) => [id, name]));
  const hashes = new Map(images.map(({ id, sha256 }) => [id, sha256]));
  const toHashes = (ids: string[]) => ids.map((id) => hashes.get(id) ?? id);
  return albums
    .map(({ id, name, description = "", parentId, coverId = "", order }) => ({
      key: `${names.get(parentId ?? "") ?? ""}/${name}`,
      description,
      cover: hashes.get(coverId),
      order: order && toHashes(order),
      photos: toHashes(images.filter((image) => image.albums.includes(id)).map((image) => image.id)).sort(),
    }))
    .sort((one, other) => one.key.localeCompare(other.key));
}

/** What a catalogue says of each image, by its bytes; without what is new in another account. */
function toItems({ images, albums }: Catalogue): object[] {
  const names = new Map(albums.map(({ id, name }) => [id, name]));
  return images
    .map(({ id: _, uploadedAt: __, file: ___, topOfStackAt: ____, stack, ...image }) => ({
      ...image,
      stack: stack === undefined ? stack : stack !== "",
      albums: image.albums.map((album) => names.get(album)).sort(),
    }))
    .sort((one, two) => one.sha256.localeCompare(two.sha256));
}

test("a guest's photo says who added it, and a place that its owner took away stays away", {
  tags: "long",
}, async () => {
  const { album } = await send("/api/albums", { name: "Wedding" });
  const { token } = await send("/api/shares", { album: album.id, canAdd: true });
  const { fileName, contentType, body } = await smallPhoto(1);
  const sha256 = createHash("sha256").update(body).digest("hex");
  const announcement = { fileName, contentType, bytes: body.length, sha256, name: "Anna" };
  const { upload } = await send(`/api/shared/${token}/uploads`, announcement);
  await fetch(upload.url, { method: "PUT", headers: upload.headers, body: new Uint8Array(body) });
  const placedId = await person.upload(await jpegWithExif());
  await person.settledImages(2);
  await send(`/api/images/${placedId}`, { position: null }, "PATCH");

  await run("export");
  const { images } = await readCatalogue();
  expect(images.map(({ addedBy }) => addedBy).filter(Boolean)).toEqual([
    { shareId: expect.any(String), guestId: expect.any(String), name: "Anna" },
  ]);
  const other = await registerSession(app.url());
  await run("import", { session: other });
  const imported = await other.images();
  expect(imported.map(({ position }) => position)).toEqual([undefined, undefined]);
});

test("a wrong password and wrong arguments are said", async () => {
  const wrong = await run("export", { session: { ...person, password: "wrong password" } });
  expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining("Incorrect email or password") });
});
