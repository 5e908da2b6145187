import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

/* An independent reader and writer of metadata: Debian's libimage-exiftool-perl. */

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const run = promisify(execFile);

export const hasExiftool = isThere();

function isThere(): boolean {
  try {
    execFileSync("exiftool", ["-ver"], { stdio: "ignore" });
    return true;
  } catch {
    console.log("exiftool is not there (apt-get install libimage-exiftool-perl), so what it reads is not compared.");
    return false;
  }
}

/** The file with these tags written by exiftool, each as "-TAG=VALUE"; "-TAG<=FILE" takes the value from a file. */
export async function writeTags(body: Uint8Array, extension: string, tags: readonly string[]): Promise<Buffer> {
  return inFolder(async (folder) => {
    const path = join(folder, `file.${extension}`);
    await writeFile(path, body);
    await run("exiftool", ["-q", "-overwrite_original", ...tags, path]);
    return readFile(path);
  });
}

/** All that exiftool finds in each file, by "Group:Name", unknown tags included. */
export async function readTags(files: ReadonlyMap<string, Uint8Array>): Promise<Map<string, Record<string, unknown>>> {
  return inFolder(async (folder) => {
    for (const [name, body] of files) await writeFile(join(folder, name), body);
    // Leaves with 1 where a file is damaged, and says the same of the file.
    const { stdout } = await run("exiftool", ["-json", "-G1", "-a", "-u", "-ee", "-n", "-b", folder], {
      maxBuffer: MAX_OUTPUT_BYTES,
    }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }));
    const found = JSON.parse(stdout) as ({ SourceFile: string } & Record<string, unknown>)[];
    return new Map(found.map((tags) => [basename(tags.SourceFile), tags]));
  });
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "skylight-exiftool-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
