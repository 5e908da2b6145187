import { defineConfig, devices } from "@playwright/test";
import { chromiumArguments, findChromium } from "./tests/support/find-chromium.ts";

const TEST_TIMEOUT_MS = 60_000;
const EXPECT_TIMEOUT_MS = 15_000;

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/support/e2e-app.ts",
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  timeout: TEST_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    ...devices["Desktop Chrome"],
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: findChromium() ?? "", args: chromiumArguments },
  },
});
