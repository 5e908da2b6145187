import { defineConfig } from "vitest/config";
import { LONG_TEST } from "../support/long-tests.ts";

/** Applying to an emulator waits for what the provider believes to be AWS: half a minute for each queue alone. */
const STAGE_TIMEOUT_MS = 240_000;

/** Minutes of Terraform, and a table that is kept: only when they are asked for. */
const leftOut = process.argv.includes("mutations") ? [] : ["tests/infra/mutations/**"];

export default defineConfig({
  test: {
    name: "infra",
    tags: [LONG_TEST],
    include: ["tests/infra/**/*.test.ts", "hosting/**/*.test.ts"],
    exclude: leftOut,
    globalSetup: ["tests/infra/support/global-setup.ts"],
    testTimeout: STAGE_TIMEOUT_MS,
    hookTimeout: STAGE_TIMEOUT_MS,
    pool: "forks",
    // One file waits for the emulator for half of its time; the others fill that.
    maxWorkers: 2,
    // Each Terraform has half a gigabyte of provider for itself.
    maxConcurrency: 2,
  },
});
