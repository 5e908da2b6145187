import { defineConfig } from "vitest/config";
import { LONG_TEST } from "./tests/support/long-tests.ts";

/** Starting engines and rendering pictures on a busy machine takes its time; a hung test still ends. */
const INTEGRATION_TIMEOUT_MS = 60_000;

export default defineConfig({
  // Tests of the application's modules run as on the server, where this marker is an empty module.
  resolve: { alias: { "server-only": new URL("./tests/support/server-only.ts", import.meta.url).pathname } },
  test: {
    tags: [LONG_TEST],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Many wait for render processes and tools, so that one worker would leave a processor idle.
          maxWorkers: 2,
          include: ["{docs,lib,app,jobs,thumbnail-worker,local,cli}/**/*.test.{ts,tsx}"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          // Files keep endpoints of their own cloud in process.env, so each has a process to itself.
          pool: "forks",
          maxWorkers: 2,
        },
      },
    ],
  },
});
