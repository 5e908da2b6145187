import { spawnSync } from "node:child_process";
import { findChromium, HEADLESS_SHELL } from "./find-chromium.ts";

const APT_INSTALL = ["install", "-y", "-qq", "--no-install-recommends"];

/** Ways to get a browser, tried in this order; packages of the system bring the libraries that they need. */
const INSTALLATIONS: { command: string; arguments: string[]; needsRoot: boolean }[] = [
  { command: "apt-get", arguments: ["update", "-qq"], needsRoot: true },
  { command: "apt-get", arguments: [...APT_INSTALL, "chromium-headless-shell"], needsRoot: true },
  { command: "apt-get", arguments: [...APT_INSTALL, "chromium"], needsRoot: true },
  { command: "playwright", arguments: ["install", "chromium"], needsRoot: false },
];

/**
 * Path of a Chromium, which is installed when there is none; undefined, with the reason shown, when that fails too.
 * In continuous integration the quicker headless shell is installed beside a whole Chromium.
 */
export async function ensureChromium(): Promise<string | undefined> {
  const isGoodEnough = (path: string | undefined, index: number) =>
    path !== undefined &&
    (!process.env.CI || path === HEADLESS_SHELL || path === process.env.CHROMIUM_PATH || index > 1);
  for (const [index, installation] of INSTALLATIONS.entries()) {
    const found = findChromium();
    if (isGoodEnough(found, index)) return found;
    if (installation.needsRoot && process.getuid?.() !== 0) continue;
    console.log(`installing a browser: ${installation.command} ${installation.arguments.join(" ")}`);
    spawnSync(installation.command, installation.arguments, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  const found = findChromium();
  if (found === undefined) {
    console.error("No Chromium could be found or installed. Install one and name it: CHROMIUM_PATH=/path/to/chromium");
  }
  return found;
}
