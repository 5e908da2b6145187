import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { type ExportPlan, exportLibrary, planExport } from "./export-library.ts";
import { readFormerPlaces } from "./former-places.ts";

const body = Buffer.from("photo");
const sha256 = createHash("sha256").update(body).digest("hex");

function planOf(count: number, more: { sha256?: string; title?: string } = {}): ExportPlan {
  const images = Array.from({ length: count }, (_, index) => {
    const image = {
      id: `image${index}`,
      fileName: `${index}.jpg`,
      contentType: "image/jpeg",
      bytes: body.length,
      sha256,
      uploadedAt: "2026-01-02T03:04:05Z",
      favourite: false,
      archived: false,
      albumIds: [],
      tags: [],
      ...more,
    };
    return { image: image as unknown as ExportPlan["images"][number]["image"], file: `${index}.jpg` };
  });
  return { images, collections: { albums: [], tags: [], searches: [], toTagNames: () => [] } };
}

test("a run that is stopped leaves the catalogue of a whole one, and writes one where there is none", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const run = async (count: number, stopAfter = Number.POSITIVE_INFINITY) => {
    const stopping = new AbortController();
    let done = 0;
    await exportLibrary({
      plan: planOf(count),
      former: await readFormerPlaces(directory.path),
      folder: directory.path,
      client: { download: (_path, read) => read(new Blob([body]).stream() as never) },
      concurrency: 1,
      embedsXmp: false,
      signal: stopping.signal,
      onDone: () => {
        if (++done >= stopAfter) stopping.abort();
      },
    });
    const catalogue = JSON.parse(await readFile(join(directory.path, "skylight.json"), "utf8"));
    return catalogue.images.length;
  };
  expect(await run(3, 1)).toBe(1);
  expect(await run(3)).toBe(3);
  expect(await run(4, 2)).toBe(3);
  expect(await run(4)).toBe(4);
});

test("a photo that was given another time moves, with its sidecar, and one that was deleted stays", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const run = async (files: string[]) => {
    const { images, collections } = planOf(files.length, { title: "Sea" });
    const placed = images.map(({ image }, index) => ({ image, file: files[index] ?? "" }));
    return exportLibrary({
      plan: { images: placed, collections },
      former: await readFormerPlaces(directory.path),
      folder: directory.path,
      client: { download: (_path, read) => read(new Blob([body]).stream() as never) },
      concurrency: 1,
      embedsXmp: false,
      signal: new AbortController().signal,
      onDone: () => {},
    });
  };
  const list = async () =>
    (await readdir(directory.path, { recursive: true })).filter((name) => name.includes(".jpg")).sort();
  await run(["2024-05/0.jpg", "2024-05/1.jpg", "2024-05/2.jpg"]);
  expect(await run(["1999-01/0.jpg", "2024-05/1.jpg"])).toMatchObject({ downloaded: 0, kept: 2 });
  const files = ["1999-01/0.jpg", "2024-05/1.jpg", "2024-05/2.jpg"];
  expect(await list()).toEqual(files.flatMap((file) => [file, `${file}.xmp`]));
  // What somebody has put in its place is theirs.
  await writeFile(join(directory.path, "1999-01/0.jpg"), "theirs");
  expect(await run(["2000-01/0.jpg", "2024-05/1.jpg"])).toMatchObject({ downloaded: 1, kept: 1 });
  expect(await readFile(join(directory.path, "1999-01/0.jpg"), "utf8")).toBe("theirs");
});

test("a catalogue that names places outside of the folder moves nothing", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const folder = join(directory.path, "export");
  await mkdir(folder);
  await writeFile(join(directory.path, "0.jpg"), body);
  const plan = planOf(1);
  const images = [{ ...plan.images[0]?.image, albums: [], file: "../0.jpg" }];
  const catalogue = { format: "skylight-export", version: 1, exportedAt: "2026-01-01", albums: [], tags: [], images };
  await writeFile(join(folder, "skylight.json"), JSON.stringify(catalogue, null, 1));
  await exportLibrary({
    plan,
    former: await readFormerPlaces(folder),
    folder,
    client: { download: (_path, read) => read(new Blob([body]).stream() as never) },
    concurrency: 1,
    embedsXmp: false,
    signal: new AbortController().signal,
    onDone: () => {},
  });
  expect((await readdir(directory.path)).sort()).toEqual(["0.jpg", "export"]);
});

test("with XMP in JPEGs an original is known in its copy, follows what is said of it, and comes back without", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#369" } })
    .jpeg()
    .toBuffer();
  const hash = createHash("sha256").update(photo).digest("hex");
  const run = async (title: string, embedsXmp: boolean) => {
    const summary = await exportLibrary({
      plan: planOf(1, { sha256: hash, title }),
      former: await readFormerPlaces(directory.path),
      folder: directory.path,
      client: { download: (_path, read) => read(new Blob([new Uint8Array(photo)]).stream() as never) },
      concurrency: 1,
      embedsXmp,
      signal: new AbortController().signal,
      onDone: () => {},
    });
    const file = await readFile(join(directory.path, "0.jpg"));
    return { ...summary, says: /x-default">(.*?)</.exec(file.toString("latin1"))?.[1], isOriginal: file.equals(photo) };
  };
  expect(await run("Sea", false)).toMatchObject({ downloaded: 1, says: undefined, isOriginal: true });
  expect(await run("Sea", true)).toMatchObject({ downloaded: 0, kept: 1, notEmbedded: 0, says: "Sea" });
  expect(await run("Lake", true)).toMatchObject({ downloaded: 0, kept: 1, says: "Lake" });
  expect(await run("Lake", false)).toMatchObject({ downloaded: 1, says: undefined, isOriginal: true });
});

test("photos of one name keep their places when one is archived or deleted, whose place no other gets", async () => {
  const plan = async (archived: string[], ids = ["01", "02", "03"], former?: Map<string, string>) => {
    const images = ids.map((id) => ({ id, fileName: "IMG_0001.jpg", sha256, status: "ready" }));
    const call = async (_method: string, path: string) => {
      if (path.startsWith("/api/albums")) return { albums: [] };
      if (path.startsWith("/api/tags")) return { tags: [] };
      if (path.startsWith("/api/searches")) return { searches: [] };
      if (path.includes("status=failed")) return { images: [], isComplete: true };
      const isOfArchive = path.includes("archived=true");
      return { images: images.filter(({ id }) => archived.includes(id) === isOfArchive), isComplete: true };
    };
    const { images: placed } = await planExport({ call }, async () => {}, former);
    return Object.fromEntries(placed.map(({ image, file }) => [image.id, file]));
  };
  const before = await plan([]);
  expect(new Set(Object.values(before)).size).toBe(3);
  expect(await plan(["02", "03"])).toEqual(before);
  const later = await plan([], ["02", "03", "04"], new Map(Object.entries(before)));
  expect(later).toEqual({ "02": before["02"], "03": before["03"], "04": "undated/IMG_0001 (4).jpg" });
});

test("what else is at the place of a photo is kept under another name, with its sidecar", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const theirs = { "0.jpg": "theirs", "0.jpg.xmp": "their words" };
  for (const [name, text] of Object.entries(theirs)) await writeFile(join(directory.path, name), text);
  const summary = await exportLibrary({
    plan: planOf(1),
    former: new Map(),
    folder: directory.path,
    client: { download: (_path, read) => read(new Blob([body]).stream() as never) },
    concurrency: 1,
    embedsXmp: false,
    signal: new AbortController().signal,
    onDone: () => {},
  });
  expect(summary).toMatchObject({ downloaded: 1, setAside: ["0 (before 1).jpg"] });
  const read = (name: string) => readFile(join(directory.path, name), "utf8");
  expect(await read("0.jpg")).toBe("photo");
  expect([await read("0 (before 1).jpg"), await read("0 (before 1).jpg.xmp")]).toEqual(Object.values(theirs));
});

test("a sidecar of another program stays, under another name where there is one to write", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  await writeFile(join(directory.path, "0.jpg"), body);
  await writeFile(join(directory.path, "0.jpg.xmp"), "their words");
  const run = async (title?: string) => {
    const { setAside } = await exportLibrary({
      plan: planOf(1, title === undefined ? {} : { title }),
      former: await readFormerPlaces(directory.path),
      folder: directory.path,
      client: { download: (_path, read) => read(new Blob([body]).stream() as never) },
      concurrency: 1,
      embedsXmp: false,
      signal: new AbortController().signal,
      onDone: () => {},
    });
    return setAside;
  };
  const list = async () => (await readdir(directory.path)).filter((name) => name.endsWith(".xmp")).sort();
  expect([await run(), await list()]).toEqual([[], ["0.jpg.xmp"]]);
  expect(await run("Sea")).toEqual(["0.jpg (before 1).xmp"]);
  expect(await readFile(join(directory.path, "0.jpg (before 1).xmp"), "utf8")).toBe("their words");
  // Those of its own it changes and removes.
  expect([await run("Coast"), await list()]).toEqual([[], ["0.jpg (before 1).xmp", "0.jpg.xmp"]]);
  expect([await run(), await list()]).toEqual([[], ["0.jpg (before 1).xmp"]]);
});

test.runIf(existsSync("/dev/full"))(
  "a full disk ends a run with one reason, however many photos are left, and without a broken file",
  async () => {
    const directory = await temporaryDirectory();
    onTestFinished(() => directory[Symbol.asyncDispose]());
    // Writing to this device answers ENOSPC.
    for (const name of ["1.jpg.part", "skylight.json.part"]) await symlink("/dev/full", join(directory.path, name));
    let downloads = 0;
    const summary = await exportLibrary({
      plan: planOf(5),
      former: new Map(),
      folder: directory.path,
      client: {
        download: (_path, read) => {
          downloads++;
          return read(new Blob([body]).stream() as never);
        },
      },
      concurrency: 1,
      embedsXmp: false,
      signal: new AbortController().signal,
      onDone: () => {},
    });
    const ended = "No space is left on the disk (ENOSPC).";
    const failed = [{ file: "skylight.json", reason: ended }];
    expect(summary).toMatchObject({ downloaded: 1, failed, left: 4, ended });
    expect(downloads).toBe(2);
    expect(await readdir(directory.path)).toEqual(["0.jpg"]);
  },
);

test("by album a photo is in the folder of its first album, and follows it when that gets another name", async () => {
  const photo = (id: string, albumIds: string[]) => ({ id, fileName: `${id}.jpg`, sha256, status: "ready", albumIds });
  const images = [photo("1", ["b", "a"]), photo("2", [])];
  const plan = async (name: string, former?: Map<string, string>) => {
    const albums = [
      { id: "a", name, createdAt: "2026-01-01" },
      { id: "b", name: "Winter", createdAt: "2026-01-01" },
    ];
    const call = async (_method: string, path: string) => {
      if (path.startsWith("/api/albums")) return { albums };
      if (path.startsWith("/api/tags")) return { tags: [] };
      if (path.startsWith("/api/searches")) return { searches: [] };
      return { images: path.includes("unstacked=true") ? images : [], isComplete: true };
    };
    const { images: placed } = await planExport({ call }, async () => {}, former, "album");
    return Object.fromEntries(placed.map(({ image, file }) => [image.id, file]));
  };
  const before = await plan("Norway");
  expect(before).toEqual({ "1": "Norway/1.jpg", "2": "undated/2.jpg" });
  const former = new Map(Object.entries(before));
  expect(await plan("Norway", former)).toEqual(before);
  expect(await plan("Oslo", former)).toEqual({ "1": "Oslo/1.jpg", "2": "undated/2.jpg" });
  expect(await plan("NORWAY", former)).toEqual({ "1": "NORWAY/1.jpg", "2": "undated/2.jpg" });
});
