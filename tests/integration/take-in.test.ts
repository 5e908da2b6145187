import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { toInstant, toSortTime } from "#lib/images/capture-time.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { listZipEntries } from "#lib/imports/zip-entries.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { startImport } from "#tests/support/import-command.ts";
import { ascii, tiffBlock } from "#tests/support/metadata-blocks.ts";
import { jpegWith } from "#tests/support/pictures-with-metadata.ts";
import { type RawEntry, rawZip } from "#tests/support/raw-zip.ts";
import { EXPORTS_FOLDER, expectedRows } from "#tests/support/shared-exports.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

const START_TIMEOUT_MS = 360_000;
const IMPORT_TIMEOUT_MS = 240_000;

let app: RunningApp;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  app = await startApp();
}, START_TIMEOUT_MS);
afterAll(async () => {
  await app.stop();
  await directory[Symbol.asyncDispose]();
});

const idsSchema = z.object({ images: z.array(z.object({ id: z.string() })) });
const lookupSchema = z.object({ images: z.array(imageViewSchema) });
const namedSchema = z.array(z.object({ id: z.string(), name: z.string(), count: z.number() }));

interface Described extends z.output<typeof imageViewSchema> {
  albumNames: string[];
  tagNames: string[];
  /** UTC. */
  instant: string | undefined;
  /** The clock on the wall. */
  localTime: string | undefined;
}

/** All that a library says of its images, by the hash of the file. */
async function describeLibrary(person: ApiSession): Promise<Map<string, Described>> {
  const read = async (path: string) => (await person.fetch(path)).json();
  const archived = idsSchema.parse(await read("/api/images?archived=true&limit=100"));
  const ids = [...(await person.settledImages(0)), ...archived.images].map(({ id }) => id);
  const { albums } = z.object({ albums: namedSchema }).parse(await read("/api/albums"));
  const { tags } = z.object({ tags: namedSchema }).parse(await read("/api/tags"));
  const toNames = (known: z.output<typeof namedSchema>, named: string[]) =>
    known.filter(({ id }) => named.includes(id)).map(({ name }) => name);
  const described = new Map<string, Described>();
  for (let at = 0; at < ids.length; at += 100) {
    const response = await person.fetch("/api/images/lookup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ids: ids.slice(at, at + 100) }),
    });
    for (const image of lookupSchema.parse(await response.json()).images) {
      described.set(image.sha256, {
        ...image,
        albumNames: toNames(albums, image.albumIds),
        tagNames: toNames(tags, image.tags),
        instant: image.takenAt && toInstant(image.takenAt, image.takenOffset),
        localTime: toSortTime(image.takenAt, image.takenOffset),
      });
    }
  }
  return described;
}

/** What an import decides of a library, without ids, URLs and times of its own. */
async function digestLibrary(person: ApiSession): Promise<string[]> {
  const images = [...(await describeLibrary(person)).values()];
  const members = images.map(
    ({ fileName, title, caption, takenAt, favourite, archived, albumNames, tagNames, sha256 }) =>
      JSON.stringify([
        fileName,
        title,
        caption,
        takenAt,
        favourite,
        archived,
        albumNames.toSorted(),
        tagNames.toSorted(),
        sha256,
      ]),
  );
  return members.toSorted();
}

async function importOf(person: ApiSession, ...args: string[]) {
  return startImport(app.url, person, join(directory.path, "state"), args).ended;
}

const sha256 = (body: Uint8Array) => createHash("sha256").update(body).digest("hex");

/** To about a hundred metres. */
function toPlace(position: { latitude: number; longitude: number } | undefined): string | undefined {
  return position && `${position.latitude.toFixed(3)} ${position.longitude.toFixed(3)}`;
}

function sorted(list: string | undefined): string[] {
  return list ? list.split("|").toSorted() : [];
}

describe("exports that stay out of the repository", () => {
  const takeout = expectedRows("takeout");
  test.skipIf(takeout.length === 0)(
    "a Takeout and an export of Apple come in as their table says",
    { timeout: IMPORT_TIMEOUT_MS },
    async () => {
      const person = await registerSession(app.url);
      const folder = join(EXPORTS_FOLDER, "takeout");
      const zips = (await readdir(folder)).filter((name) => name.endsWith(".zip"));
      const { code, output } = await importOf(person, ...zips.map((name) => join(folder, name)));
      expect(code, output).toBe(0);

      const library = await describeLibrary(person);
      const hashes = new Map<string, string>();
      for (const name of zips) {
        const zip = /icloud/.test(name) ? "icloud" : (/-00(\d)\.zip$/.exec(name)?.[1] ?? "");
        for (const entry of (await listZipEntries(await openAsBlob(join(folder, name)), name)).entries) {
          const body = new Uint8Array(await new Response(await entry.open()).arrayBuffer());
          hashes.set(`${zip} ${entry.path}`, sha256(body));
        }
      }
      const found = takeout.map((row) =>
        toFound(row, library.get(hashes.get(`${row.zip} ${row.path?.normalize("NFC")}`) ?? ""), output),
      );
      expect(found).toEqual(takeout.map(toExpected));
      expect(library.size).toBe(takeout.filter(({ outcome }) => outcome === "imported").length);

      const before = await digestLibrary(person);
      const again = await importOf(person, ...zips.map((name) => join(folder, name)).toReversed());
      expect(again.output).toMatch(/^0 uploaded, 60 already there, 0 refused, 0 failed/m);
      expect(again.output).not.toContain("described");
      expect(await digestLibrary(person)).toEqual(before);
    },
  );

  const xmp = expectedRows("xmp");
  test.skipIf(xmp.length === 0)("XMP and IPTC in files and beside them", { timeout: IMPORT_TIMEOUT_MS }, async () => {
    const person = await registerSession(app.url);
    const folder = join(EXPORTS_FOLDER, "xmp");
    const { code, output } = await importOf(person, folder);
    expect(code, output).toBe(0);
    const library = await describeLibrary(person);
    for (const row of xmp) {
      const image = library.get(sha256(await readFile(join(folder, row.file ?? ""))));
      expect(
        {
          file: row.file,
          title: image?.title ?? "",
          caption: image?.caption ?? "",
          tags: image?.tagNames.toSorted(),
          favourite: image?.favourite,
          trashed: image?.trashedAt !== undefined,
          localTime: image?.localTime?.slice(0, 19) ?? "",
          offset: image?.takenOffset ?? "",
          place: toPlace(image?.position),
        },
        row.sources,
      ).toEqual({
        file: row.file,
        title: row.title,
        caption: row.caption,
        tags: sorted(row.tags),
        favourite: row.favourite === "yes",
        trashed: false,
        localTime: row.localTime,
        offset: row.offset,
        place: row.latitude ? toPlace({ latitude: Number(row.latitude), longitude: Number(row.longitude) }) : undefined,
      });
    }
  });

  /** A row of the Takeout's table, in the members that are compared. */
  function toExpected(row: Record<string, string>) {
    const isPhoto = row.outcome === "imported" || row.outcome === "same as";
    return {
      path: row.path,
      isThere: isPhoto,
      ...(isPhoto && {
        name: row.name,
        caption: row.caption,
        favourite: row.favourite === "yes",
        archived: row.archived === "yes",
        albums: sorted(row.albums),
        ...(row.takenAt && { takenAt: row.takenAt }),
        ...(row.localTime && { localTime: row.localTime }),
        ...(row.latitude && { place: toPlace({ latitude: Number(row.latitude), longitude: Number(row.longitude) }) }),
      }),
      ...(row.outcome?.startsWith("not") && { isNamed: true }),
    };
  }

  function toFound(row: Record<string, string>, image: Described | undefined, output: string) {
    const minutes = row.arguable?.startsWith("seconds") ? 16 : 19;
    return {
      path: row.path,
      isThere: image !== undefined,
      ...(image && {
        name: image.fileName,
        caption: image.caption ?? "",
        favourite: image.favourite,
        archived: image.archived,
        albums: image.albumNames.toSorted(),
        ...(row.takenAt && {
          takenAt: image.instant?.slice(0, minutes).padEnd(19, row.takenAt.slice(minutes, 19)).concat("Z"),
        }),
        ...(row.localTime && { localTime: image.localTime?.slice(0, row.localTime.length) }),
        ...((row.latitude || image.position) && { place: toPlace(image.position) }),
      }),
      ...(row.outcome?.startsWith("not") && { isNamed: output.includes(`${row.path?.normalize("NFC")}: `) }),
    };
  }
});

/** A German Takeout in two zips, each with what the other needs, and photos that stand in both. */
async function makeTakeout(folder: string): Promise<string[]> {
  const year = "Takeout/Google Fotos/Fotos von 2023";
  const album = "Takeout/Google Fotos/Omas 80_";
  const photo = async (seed: number, localTime: string): Promise<Buffer> => {
    const { body } = await jpegWith({
      exif: tiffBlock({ exif: [ascii(0x9003, localTime)], ifd0: [ascii(0x010f, `Camera ${seed}`)] }),
    });
    return body;
  };
  const sidecar = (title: string, timestamp: number, more: object = {}) =>
    JSON.stringify({ title, photoTakenTime: { timestamp: String(timestamp) }, ...more });
  const noon = Date.UTC(2023, 5, 1, 10) / 1000;
  const [one, two, three, edited] = await Promise.all([1, 2, 3, 4].map((seed) => photo(seed, "2023:06:01 12:00:00")));
  if (!one || !two || !three || !edited) throw new Error("Expected four photos");
  const first: RawEntry[] = [
    { name: `${year}/IMG_1.jpg`, body: one },
    { name: `${year}/IMG_1-bearbeitet.jpg`, body: edited, isDeflated: true },
    { name: `${album}/IMG_1.jpg`, body: one },
    { name: `${album}/IMG_1.jpg.supplemental-metadata.json`, body: sidecar("IMG_1.jpg", noon) },
    { name: `${year}/IMG_2(1).jpg`, body: two },
    { name: "Takeout/Google Fotos/Papierkorb/weg.jpg", body: await photo(9, "2020:01:01 00:00:00") },
    { name: `${year}/Metadaten.json`, body: JSON.stringify({ title: "Fotos von 2023" }) },
  ];
  const second: RawEntry[] = [
    {
      name: `${year}/IMG_1.jpg.supplemental-metadata.json`,
      body: sidecar("IMG_1.jpg", noon, { description: "Kuchen", favorited: true, people: [{ name: "Oma" }] }),
    },
    {
      name: `${year}/IMG_2.jpg.supplemental-metadata(1).json`,
      body: sidecar("IMG_2.jpg", 0, { archived: true, description: "x".repeat(2_001) }),
    },
    { name: `${album}/Metadaten.json`, body: JSON.stringify({ title: "Omas 80." }) },
    { name: `${album}/IMG_3.jpg`, body: three },
  ];
  const paths = [join(folder, "takeout-001.zip"), join(folder, "takeout-002.zip")];
  await mkdir(folder, { recursive: true });
  await writeFile(paths[0] ?? "", rawZip(first));
  await writeFile(paths[1] ?? "", rawZip(second));
  return paths;
}

test("a Takeout in two zips becomes photos, albums and tags; a folder of the zips is the same", {
  timeout: IMPORT_TIMEOUT_MS,
}, async () => {
  const folder = join(directory.path, "german");
  const paths = await makeTakeout(folder);
  const person = await registerSession(app.url);
  const { code, output } = await importOf(person, ...paths);
  expect(code, output).toBe(0);
  expect(output).toContain("In the trash.");
  expect(output).toContain("The caption was cut to 2,000 characters.");
  const library = [...(await describeLibrary(person)).values()];
  const summary = library.map(({ fileName, caption, takenAt, favourite, archived, albumNames, tagNames }) => ({
    fileName,
    caption: caption?.slice(0, 10),
    takenAt,
    favourite,
    archived,
    albumNames,
    tagNames,
  }));
  const common = {
    caption: "Kuchen",
    takenAt: "2023-06-01T12:00:00+02:00",
    favourite: true,
    archived: false,
    tagNames: ["Oma"],
  };
  const silent = {
    caption: undefined,
    takenAt: "2023-06-01T12:00:00",
    favourite: false,
    archived: false,
    tagNames: [],
  };
  expect(summary.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))).toEqual([
    { ...common, fileName: "IMG_1-bearbeitet.jpg", albumNames: [] },
    { ...common, fileName: "IMG_1.jpg", albumNames: ["Omas 80."] },
    { ...silent, fileName: "IMG_2.jpg", albumNames: [], archived: true, caption: "x".repeat(10) },
    { ...silent, fileName: "IMG_3.jpg", albumNames: ["Omas 80."] },
  ]);

  const other = await registerSession(app.url);
  expect((await importOf(other, folder)).code).toBe(0);
  expect(await digestLibrary(other)).toEqual(await digestLibrary(person));
});

test("killed anywhere and run again, it ends as if it had not been", { timeout: IMPORT_TIMEOUT_MS }, async () => {
  const folder = join(directory.path, "killed");
  for (let n = 0; n < 30; n++) {
    const path = join(folder, `Trip ${n % 3}`, `${n}.jpg`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, (await smallPhoto(500 + n)).body);
    await writeFile(
      `${path}.json`,
      JSON.stringify({
        title: `${n}.jpg`,
        description: `Photo ${n}`,
        people: [{ name: "Ann" }],
        photoTakenTime: { timestamp: String(1.6e9 + n) },
      }),
    );
  }
  const whole = await registerSession(app.url);
  expect((await importOf(whole, folder, "--albums", "by-folder")).code).toBe(0);
  const expected = await digestLibrary(whole);
  expect(expected).toHaveLength(30);

  const person = await registerSession(app.url);
  const MOMENTS_MS = [700, 1_500, 2_500, 4_000];
  const codes: (number | null)[] = [];
  for (const moment of MOMENTS_MS) {
    const running = startImport(app.url, person, join(directory.path, "killed-state"), [
      folder,
      "--albums",
      "by-folder",
    ]);
    const timer = setTimeout(() => running.child.kill("SIGKILL"), moment);
    codes.push((await running.ended).code);
    clearTimeout(timer);
  }
  // No code: a signal ended it. The first moments are before anything is there.
  expect(codes).toContain(null);
  const last = await importOf(person, folder, "--albums", "by-folder");
  expect(last.code, last.output).toBe(0);
  expect(await digestLibrary(person)).toEqual(expected);
});

test("what the owner has said since stays when the import is run again", { timeout: IMPORT_TIMEOUT_MS }, async () => {
  const folder = join(directory.path, "owner");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.jpg"), (await smallPhoto(700)).body);
  await writeFile(
    join(folder, "a.jpg.json"),
    JSON.stringify({ title: "a.jpg", description: "from Google", photoTakenTime: { timestamp: "1600000000" } }),
  );
  const person = await registerSession(app.url);
  expect((await importOf(person, folder)).code).toBe(0);
  const [image] = await person.images();
  await person.fetch(`/api/images/${image?.id}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ caption: "my own", takenAt: "2001-01-01T00:00:00" }),
  });
  expect((await importOf(person, folder)).code).toBe(0);
  expect([...(await describeLibrary(person)).values()]).toMatchObject([
    { caption: "my own", takenAt: "2001-01-01T00:00:00" },
  ]);
});

test("hostile zips: what is good comes in, all else has a line, and nothing is written", {
  timeout: IMPORT_TIMEOUT_MS,
}, async () => {
  const folder = join(directory.path, "hostile");
  await mkdir(folder, { recursive: true });
  const good = (await smallPhoto(800)).body;
  const zip = rawZip([
    { name: "../../evil/good.jpg", body: good },
    { name: "secret.jpg", body: good, flags: 1 },
    { name: "good.jpg", body: good },
    { name: "good.jpg", body: "another" },
    { name: "link.jpg", body: "/etc/passwd", mode: 0o120777 },
    { name: "bomb.jpg", body: Buffer.alloc(40 * 1024 * 1024), isDeflated: true },
    { name: "liar.jpg", body: Buffer.concat([good, good]), isDeflated: true, statedBytes: good.length },
    { name: "__MACOSX/._good.jpg", body: "x" },
    { name: "nested.zip", body: rawZip([{ name: "a.jpg", body: good }]) },
  ]);
  await writeFile(join(folder, "a.zip"), zip);
  await writeFile(join(folder, "cut.zip"), zip.subarray(0, zip.length - 40));
  const before = await readdir(directory.path);
  const person = await registerSession(app.url);
  const { output } = await importOf(person, folder);
  expect(await person.settledImages(1)).toMatchObject([{ fileName: "good.jpg", status: "ready" }]);
  for (const line of [
    "a.zip/secret.jpg: It is encrypted.",
    "a.zip/good.jpg: The archive has another file of this name.",
    "a.zip/link.jpg: A link to another file.",
    "a.zip/bomb.jpg: It would unpack to far more than any photo.",
    "a.zip/liar.jpg: It is damaged in its archive",
    "a.zip/__MACOSX/._good.jpg: A hidden file",
    "a.zip/nested.zip: An archive in an archive.",
    "cut.zip: This is no zip archive, or it is damaged or incomplete",
  ]) {
    expect(output).toContain(line);
  }
  expect(await readdir(directory.path)).toEqual(before);
});
