import { defineConfig, devices } from "@playwright/test";
import { motoGaps } from "./tests/infra/moto-gaps.ts";
import { chromiumArguments, findChromium } from "./tests/support/find-chromium.ts";

const TEST_TIMEOUT_MS = 120_000;
const EXPECT_TIMEOUT_MS = 30_000;

const leftOut = process.env.SKYLIGHT_SERVE === "moto" ? motoGaps.map(({ test }) => test) : [];

export default defineConfig({
  projects: [
    { name: "e2e", testDir: "tests/e2e", grepInvert: leftOut },
    // What attackers do, in a run of its own: it would disturb the others, and they its times.
    { name: "access", testDir: "tests/access" },
    { name: "fuzz", testDir: "tests/fuzz" },
    // Nothing is tested there: pictures of every page, to be looked at.
    { name: "screenshots", testDir: "tests/screenshots" },
  ],
  globalSetup: "./tests/support/e2e-app.ts",
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // What passes only at the second try is named at the end of the run: it is a defect, of the test or of the app.
  retries: 1,
  maxFailures: 10,
  // Each waits half of its time, for the server and for what is shown: so many keep two processors busy.
  workers: 4,
  timeout: TEST_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    ...devices["Desktop Chrome"],
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    // Each new profile would install one, and the page that it keeps: the tests that are about it allow it.
    serviceWorkers: "block",
    // What fades and moves is drawn by the processors that the tests need.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: { executablePath: findChromium() ?? "", args: chromiumArguments },
  },
});
