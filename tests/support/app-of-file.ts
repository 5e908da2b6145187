import { afterAll, beforeAll } from "vitest";
import { type RunningApp, startApp } from "./app.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Building the application, where it has not been built, takes minutes on a busy machine. */
const START_TIMEOUT_MS = 360_000;

/** Runs the application, and keeps a folder, for all tests of the file that calls it. */
export function appOfFile(): { url(): string; folder(): string } {
  let app: RunningApp;
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    app = await startApp();
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await app.stop();
    await directory[Symbol.asyncDispose]();
  });
  return { url: () => app.url, folder: () => directory.path };
}
