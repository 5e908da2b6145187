import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock, LockedError } from "#local/system/lock-file.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

const STARTERS = 4;
const ROUNDS = 40;
const LOCK_FILE_MODULE = new URL("../../local/system/lock-file.ts", import.meta.url).href;

/** Tries for the lock of each round at the same moment as the others, and says for each whether it got it. */
const starter = `
  const { acquireLock } = await import(${JSON.stringify(LOCK_FILE_MODULE)});
  const [directory, startAt] = process.argv.slice(1);
  let got = "";
  for (let round = 0; round < ${ROUNDS}; round++) {
    while (Date.now() < Number(startAt) + round * 10);
    got += await acquireLock(directory + "/" + round).then(() => "1", () => "0");
  }
  process.stdout.write(got);
  // Alive until all others have tried.
  process.stdin.resume();
`;

test("of several that find the lock of a process that is gone, one takes it over", async () => {
  await using directory = await temporaryDirectory();
  const gone = JSON.stringify({ processId: 2 ** 22 + 1, startedAt: "1" });
  for (let round = 0; round < ROUNDS; round++) await writeFile(join(directory.path, String(round)), gone);
  const startAt = String(Date.now() + 1_500);
  const children = Array.from({ length: STARTERS }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", starter, directory.path, startAt], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  const results = await Promise.all(
    children.map(async ({ stdout }) => {
      let got = "";
      for await (const chunk of stdout) {
        got += chunk;
        if (got.length === ROUNDS) return got;
      }
      return got;
    }),
  );
  for (const child of children) child.stdin.end();
  await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")));
  const holders = Array.from({ length: ROUNDS }, (_, round) => results.filter((got) => got[round] === "1").length);
  expect(holders).toEqual(Array(ROUNDS).fill(1));
});

test("a lock is refused while its holder lives, and free once it was released", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "lock");
  const lock = await acquireLock(path);
  await expect(acquireLock(path)).rejects.toThrow(LockedError);
  await lock.release();
  await (await acquireLock(path)).release();
});
