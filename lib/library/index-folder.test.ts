import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { openIndexFolder } from "./index-folder.ts";

const USER = process.getuid?.() ?? 0;
const NAME = `skylight-indexes-${USER}`;
/** No process has such an id. */
const NO_PROCESS = "99999999";
let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  temporary = await temporaryDirectory();
  vi.stubEnv("TMPDIR", temporary.path);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await temporary[Symbol.asyncDispose]();
});

test("each process has a folder, closed to other users, and those of ended ones are removed", () => {
  const parent = join(temporary.path, NAME);
  mkdirSync(join(parent, NO_PROCESS), { recursive: true });
  chmodSync(parent, 0o700);
  expect(openIndexFolder()).toBe(join(parent, String(process.pid)));
  expect(openIndexFolder()).toBe(join(parent, String(process.pid)));
  expect(readdirSync(parent)).toEqual([String(process.pid)]);
});

test("the first one makes it", () => {
  expect(openIndexFolder()).toBe(join(temporary.path, NAME, String(process.pid)));
  expect(statSync(join(temporary.path, NAME)).mode & 0o777).toBe(0o700);
});

test.each<[string, (parent: string) => void]>([
  ["is open to others", makeOpen],
  ["is a link", (parent) => symlinkSync(mkdirSync(`${parent}.elsewhere`, { recursive: true }) ?? "", parent)],
  ["is a file", (parent) => writeFileSync(parent, "")],
])("what %s is left alone, and files are put where nobody else can look", (_, make) => {
  const parent = join(temporary.path, NAME);
  make(parent);
  expectElsewhere(parent);
});

test("so is a folder that another user has made", () => {
  vi.spyOn(process, "getuid").mockReturnValue(USER + 1);
  const parent = join(temporary.path, `skylight-indexes-${USER + 1}`);
  mkdirSync(join(parent, NO_PROCESS), { recursive: true, mode: 0o700 });
  expectElsewhere(parent);
  expect(existsSync(join(parent, NO_PROCESS))).toBe(true);
});

test("where there is no room for it, there is a name that nobody knows", () => {
  const full = join(temporary.path, "full");
  writeFileSync(full, "");
  vi.stubEnv("TMPDIR", full);
  const [one, other] = [openIndexFolder(), openIndexFolder()];
  expect(one).not.toBe(other);
  expect(one.startsWith(`${join(full, NAME)}-`)).toBe(true);
});

function makeOpen(parent: string): void {
  mkdirSync(parent);
  chmodSync(parent, 0o777);
}

function expectElsewhere(parent: string): void {
  const [one, other] = [openIndexFolder(), openIndexFolder()];
  expect(one).not.toBe(other);
  for (const folder of [one, other]) {
    expect(folder.startsWith(join(parent, "/"))).toBe(false);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
}
