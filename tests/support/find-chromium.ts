import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/**
 * Chromium without the interface around its pages: half the work for the same engine. Debian's package of that name.
 */
export const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

const SYSTEM_BROWSERS = [
  HEADLESS_SHELL,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium on this machine: the one CHROMIUM_PATH names, Playwright's own, or an installed one. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_BROWSERS].find(
    (path) => path !== undefined && path !== "" && existsSync(path),
  );
}

/** Root may not use the sandbox; background traffic of the browser's own has no place in a test. */
export const chromiumArguments = [
  "--disable-gpu",
  "--disable-background-networking",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
