import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { LONG_TEST } from "./tests/support/long-tests.ts";

/** Starting engines and rendering pictures on a busy machine takes its time; a hung test still ends. */
const INTEGRATION_TIMEOUT_MS = 60_000;
const UNIT_TIMEOUT_MS = 20_000;

const unitTests = "{docs,lib,app,jobs,thumbnail-worker,local,cli}/**/*.test.{ts,tsx}";
const integrationTests = "tests/integration/**/*.test.ts";
/** In a file that changes what a process has once, such as its clock, environment or globals, or counts its children. */
const changesProcess = /\bvi\b|globalThis|process\.(env|kill)|fake-browser-storage|child-processes/;
/** Parentheses are part of a pattern. */
const toPattern = (path: string) => path.replaceAll(/[()[\]]/g, "\\$&");
/** The worker's modules allow no loader in their process but the few that it needs. */
const ofWorker = "thumbnail-worker/**/*.test.ts";
const listChanging = (tests: string) =>
  globSync(tests)
    .filter((path) => changesProcess.test(readFileSync(path, "utf8")))
    .map(toPattern);
const unitAlone = [ofWorker, ...listChanging(unitTests)];
const integrationAlone = listChanging(integrationTests);

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
          include: [unitTests],
          exclude: unitAlone,
          // Schemas, catalogues and libraries are loaded once instead of two hundred times.
          isolate: false,
          testTimeout: UNIT_TIMEOUT_MS,
        },
      },
      {
        extends: true,
        test: { name: "unit-alone", maxWorkers: 2, include: unitAlone, testTimeout: UNIT_TIMEOUT_MS },
      },
      ...[
        { name: "integration", include: [integrationTests], exclude: integrationAlone, isolate: false },
        { name: "integration-alone", include: integrationAlone },
      ].map((project) => ({
        extends: true as const,
        test: {
          ...project,
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          // Files keep endpoints of their own cloud in process.env, so each has a process to itself while it runs.
          pool: "forks" as const,
          maxWorkers: 2,
        },
      })),
    ],
  },
});
