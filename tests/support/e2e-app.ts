import { startApp } from "./app.ts";

/** Jobs run this often, so that no test waits for the schedule of everyday use, nor for jobs that never pause. */
const JOB_SECONDS = "15";

/**
 * Playwright's global setup: one whole system for all end-to-end tests, unless SKYLIGHT_URL names one that is running.
 * SKYLIGHT_SERVE=hosting serves the pages out of the hosting's bundle.
 * Returns what ends it.
 */
export default async function startForAllTests(): Promise<() => Promise<void>> {
  if (process.env.SKYLIGHT_URL) return async () => {};
  const app = await startApp({
    environment: { JOB_SECONDS },
    ...(process.env.SKYLIGHT_SERVE === "hosting" ? { entry: "hosting/start-local.ts" } : {}),
  });
  process.env.SKYLIGHT_URL = app.url;
  // By this folder the commands of this machine find it.
  process.env.SKYLIGHT_DATA_DIR = app.dataDir;
  return async () => {
    await app.stop();
  };
}
