import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;
const FOLDERS = ["app", "lib", "jobs", "thumbnail-worker", "local", "cli", "hosting", "infra"];
const SOURCE = /\.(ts|tsx|css|js|mjs|sh|tf|hcl)$/;
const TEST = /\.test\.tsx?$|(^|\/)tests\//;

/** Lines of source in the folders that are delivered or run, without tests. */
export function countLines(): number {
  return execFileSync("git", ["ls-files", "-z", "--", ...FOLDERS], { cwd: ROOT, encoding: "utf8" })
    .split("\0")
    .filter((path) => SOURCE.test(path) && !TEST.test(path))
    .reduce((sum, path) => sum + readFileSync(join(ROOT, path), "utf8").split("\n").length - 1, 0);
}
