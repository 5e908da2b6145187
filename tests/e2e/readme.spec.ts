import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "#tests/support/fixtures.ts";
import { makeLandscape } from "#tests/support/landscape.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

const readme = fileURLToPath(new URL("../../README.md", import.meta.url));

test("the README's curl lines work when pasted", async ({ baseURL }) => {
  const block = /```sh\n(api=[\s\S]*?)```/.exec(await readFile(readme, "utf8"))?.[1] ?? "";
  const script = block
    .replaceAll("http://localhost:3000", baseURL ?? "")
    .replaceAll("you@example.org", `${randomUUID()}@example.org`);
  await using folder = await temporaryDirectory();
  const photo = await makeLandscape(7, { width: 600, height: 400 }, new Date());
  await writeFile(join(folder.path, "photo.jpg"), photo);

  const { stdout } = await promisify(execFile)("sh", ["-c", script], { cwd: folder.path });
  expect(stdout).toMatch(/the same bytes\s*$/);
  expect((await readFile(join(folder.path, "downloaded.jpg"))).equals(photo)).toBe(true);
});
