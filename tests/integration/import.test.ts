import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { appOfFile } from "#tests/support/app-of-file.ts";
import { jpegWithExif, smallPhoto, truncated } from "#tests/support/image-factory.ts";
import { startCommand } from "#tests/support/library-command.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { startProxy } from "#tests/support/rejecting-proxy.ts";

const app = appOfFile();
let person: ApiSession;
let folder: string;
let folders = 0;

beforeEach(async () => {
  person = await registerSession(app.url());
  folder = join(app.folder(), `photos-${++folders}`);
  await mkdir(folder);
});

async function put(path: string, content: Buffer | string) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** Runs the command as a user would, and tells what it said. */
async function runImport(options: { password?: string; url?: string; args?: string[]; signal?: AbortSignal } = {}) {
  const user = { email: person.email, password: options.password ?? person.password };
  const settings = { url: options.url ?? app.url(), person: user, stateFolder: join(app.folder(), "state") };
  const { child, ended } = startCommand("import", settings, [folder, ...(options.args ?? [])]);
  options.signal?.addEventListener("abort", () => child.kill("SIGINT"));
  return ended;
}

test("uploads a folder with all its folders, and a second time finds everything there", async () => {
  await put("one.jpg", (await smallPhoto(1)).body);
  await put("2024/May/two ü.JPEG", (await smallPhoto(2)).body);
  await put("2024/notes.txt", "no picture");
  await put(".hidden/three.jpg", (await smallPhoto(3)).body);

  const first = await runImport();
  expect(first.output).toContain("2 uploaded, 0 already there, 0 refused, 0 failed, 2 left out");
  expect(first.code).toBe(0);
  const images = await person.settledImages(2);
  expect(images.map(({ fileName }) => fileName).toSorted()).toEqual(["one.jpg", "two ü.JPEG"]);
  expect(images.map(({ status }) => status)).toEqual(["ready", "ready"]);

  const second = await runImport();
  expect(second.output).toContain("0 uploaded, 2 already there, 0 refused, 0 failed");
  expect(second.code).toBe(0);
  expect(await person.images()).toHaveLength(2);
});

test("two names of the same picture become one image", { tags: "long" }, async () => {
  const { body } = await smallPhoto(4);
  await put("a.jpg", body);
  await put("b.jpg", body);
  expect((await runImport()).code).toBe(0);
  expect(await person.settledImages(1)).toHaveLength(1);
});

test("a file that is refused is named with its reason; the others arrive", { tags: "long" }, async () => {
  await put("empty.jpg", "");
  await put("good.jpg", (await smallPhoto(5)).body);
  const { code, output } = await runImport();
  expect(output).toContain("1 uploaded, 0 already there, 1 refused, 0 failed");
  expect(output).toContain(`${join(folder, "empty.jpg")}: The file is empty`);
  expect(code).toBe(1);
});

test("an export whose catalogue cannot be read sends nothing until it is said to come without", {
  tags: "long",
}, async () => {
  await put("2024-05/good.jpg", (await smallPhoto(6)).body);
  await put("skylight.json", '{\n "format": "skylight-export",\n "version": 1,\n "albums": [\n  {');
  const refused = await runImport();
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("catalogue can't be read") });
  expect(await person.images()).toEqual([]);
  expect((await runImport({ args: ["--without-catalogue"] })).output).toContain("1 uploaded");
});

for (const args of [[], ["--no-keywords"]]) {
  const title = `a picture of which no photo can be made is named with its reason ${args}`;
  test(title, longUnless(args.length === 0), async () => {
    await put("broken.jpg", truncated(await jpegWithExif(), 0.3).body);
    await put("good.jpg", (await smallPhoto(7)).body);
    const { code, output } = await runImport({ args });
    const [broken] = (await person.settledImages(2)).filter(({ fileName }) => fileName === "broken.jpg");
    expect(broken).toMatchObject({ status: "failed", failure: { message: expect.any(String) } });
    expect(output).toContain("2 uploaded, 0 already there, 0 refused, 0 failed");
    expect(output).toContain(`No photo:\n  ${join(folder, "broken.jpg")}: ${broken?.failure?.message}`);
    expect(code).toBe(1);
  });
}

test("what became of the uploads is said even if their metadata cannot be written", async () => {
  await put("a.jpg", (await smallPhoto(8)).body);
  await put("notes.txt", "no picture");
  // Stands between command and server, and declines one call, as a server that is being replaced may.
  await using proxy = await startProxy(app.url(), ({ url }) => url === "/api/images/lookup");
  const { code, output } = await runImport({ url: proxy.url });
  expect(output).toContain("1 uploaded, 0 already there, 0 refused, 0 failed, 1 left out");
  expect(output).toContain(`${join(folder, "notes.txt")}: `);
  expect(output).toMatch(/The server declines this.*\n.*not described.*Run the same command again/);
  expect(code).toBe(1);
});

test("stopped in the middle and started again, it ends with every picture once", { tags: "long" }, async () => {
  const count = 40;
  for (let n = 0; n < count; n++) await put(`${n}.jpg`, (await smallPhoto(100 + n)).body);
  const stopping = new AbortController();
  const running = runImport({ signal: stopping.signal });
  await expect.poll(async () => (await person.images()).length, { timeout: 20_000 }).toBeGreaterThan(2);
  stopping.abort();
  const stopped = await running;
  expect(stopped.code).toBe(130);
  expect(stopped.output).toContain("again to continue.");

  const resumed = await runImport();
  expect(resumed.code).toBe(0);
  const images = await person.settledImages(count);
  expect(new Set(images.map(({ fileName }) => fileName)).size).toBe(count);
  expect(images).toHaveLength(count);
});

test("a wrong password is said before anything is sent", async () => {
  await put("a.jpg", (await smallPhoto(6)).body);
  const { code, output } = await runImport({ password: "not the password" });
  expect(code).toBe(1);
  expect(output).toMatch(/incorrect email or password/i);
  expect(await person.images()).toEqual([]);
});
