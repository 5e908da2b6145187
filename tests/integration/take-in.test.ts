import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { appOfFile } from "#tests/support/app-of-file.ts";
import { describeLibrary, digestLibrary } from "#tests/support/described-library.ts";
import { makeTakeout } from "#tests/support/german-takeout.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { startCommand } from "#tests/support/library-command.ts";
import { rawZip } from "#tests/support/raw-zip.ts";
import { compareTakeout, compareXmp, EXPORTS_FOLDER, expectedRows, exportZips } from "#tests/support/shared-exports.ts";

const IMPORT_TIMEOUT_MS = 240_000;

const app = appOfFile();

function startImport(person: ApiSession, stateFolder: string, args: readonly string[]) {
  return startCommand("import", { url: app.url(), person, stateFolder: join(app.folder(), stateFolder) }, args);
}

function importOf(person: ApiSession, ...args: string[]) {
  return startImport(person, "state", args).ended;
}

describe("exports that stay out of the repository", () => {
  test.skipIf(expectedRows("takeout").length === 0)(
    "a Takeout and an export of Apple come in as their table says",
    { timeout: IMPORT_TIMEOUT_MS },
    async () => {
      const person = await registerSession(app.url());
      const { code, output } = await importOf(person, ...exportZips());
      expect(code, output).toBe(0);
      const library = await describeLibrary(person);
      const { found, expected } = await compareTakeout(library, output);
      expect(found).toEqual(expected);
      expect(library.size).toBe(expectedRows("takeout").filter(({ outcome }) => outcome === "imported").length);

      const before = await digestLibrary(person);
      const again = await importOf(person, ...exportZips().toReversed());
      expect(again.output).toMatch(/^0 uploaded, 60 already there, 0 refused, 0 failed/m);
      expect(again.output).not.toContain("described");
      expect(await digestLibrary(person)).toEqual(before);
    },
  );

  test.skipIf(expectedRows("xmp").length === 0)(
    "XMP and IPTC in files and beside them",
    { timeout: IMPORT_TIMEOUT_MS },
    async () => {
      const person = await registerSession(app.url());
      const { code, output } = await importOf(person, join(EXPORTS_FOLDER, "xmp"));
      expect(code, output).toBe(0);
      const { found, expected } = compareXmp(await describeLibrary(person));
      expect(found).toEqual(expected);
    },
  );
});

test("a Takeout in two zips becomes photos, albums and tags; a folder of the zips is the same", {
  timeout: IMPORT_TIMEOUT_MS,
}, async () => {
  const folder = join(app.folder(), "german");
  const paths = await makeTakeout(folder);
  const person = await registerSession(app.url());
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

  const other = await registerSession(app.url());
  expect((await importOf(other, folder)).code).toBe(0);
  expect(await digestLibrary(other)).toEqual(await digestLibrary(person));
});

test("killed anywhere and run again, it ends as if it had not been", {
  tags: "long",
  timeout: IMPORT_TIMEOUT_MS,
}, async () => {
  const folder = join(app.folder(), "killed");
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
  const whole = await registerSession(app.url());
  expect((await importOf(whole, folder, "--albums", "by-folder")).code).toBe(0);
  const expected = await digestLibrary(whole);
  expect(expected).toHaveLength(30);

  const person = await registerSession(app.url());
  const MOMENTS_MS = [700, 1_500, 2_500, 4_000];
  const codes: (number | null)[] = [];
  for (const moment of MOMENTS_MS) {
    const running = startImport(person, "killed-state", [folder, "--albums", "by-folder"]);
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
  const folder = join(app.folder(), "owner");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.jpg"), (await smallPhoto(700)).body);
  await writeFile(
    join(folder, "a.jpg.json"),
    JSON.stringify({ title: "a.jpg", description: "from Google", photoTakenTime: { timestamp: "1600000000" } }),
  );
  const person = await registerSession(app.url());
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
  const folder = join(app.folder(), "hostile");
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
  const before = await readdir(app.folder());
  const person = await registerSession(app.url());
  const { output } = await importOf(person, folder);
  expect(await person.settledImages(1)).toMatchObject([{ fileName: "good.jpg", status: "ready" }]);
  for (const line of [
    "a.zip/secret.jpg: It is encrypted.",
    "a.zip/good.jpg: The archive has another file with this name.",
    "a.zip/link.jpg: A link to another file.",
    "a.zip/bomb.jpg: It would unpack to far more than a photo needs.",
    "a.zip/liar.jpg: It is damaged in its archive",
    "a.zip/__MACOSX/._good.jpg: A hidden file",
    "a.zip/nested.zip: A zip inside a zip.",
    "cut.zip: This isn't a zip file, or it's damaged or incomplete",
  ]) {
    expect(output).toContain(line);
  }
  expect(await readdir(app.folder())).toEqual(before);
});
