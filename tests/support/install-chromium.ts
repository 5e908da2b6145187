import { spawnSync } from "node:child_process";
import { findChromium } from "./find-chromium.ts";

/** Ways to get a browser, tried in this order; the first brings the system libraries that it needs. */
const INSTALLATIONS: { command: string; arguments: string[]; needsRoot: boolean }[] = [
  { command: "apt-get", arguments: ["update", "-qq"], needsRoot: true },
  { command: "apt-get", arguments: ["install", "-y", "-qq", "--no-install-recommends", "chromium"], needsRoot: true },
  { command: "playwright", arguments: ["install", "chromium"], needsRoot: false },
];

/** Path of a Chromium, which is installed when there is none; undefined, with the reason shown, when that fails too. */
export async function ensureChromium(): Promise<string | undefined> {
  for (const installation of INSTALLATIONS) {
    const found = findChromium();
    if (found !== undefined) return found;
    if (installation.needsRoot && process.getuid?.() !== 0) continue;
    console.log(`no browser yet: ${installation.command} ${installation.arguments.join(" ")}`);
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
