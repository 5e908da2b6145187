import { startApp } from "./app.ts";

/** Jobs run this often, so that no test waits for the schedule of everyday use, nor for jobs that never pause. */
const JOB_SECONDS = "15";

const entries: Record<string, string> = {
  hosting: "hosting/start-local.ts",
  moto: "tests/infra/support/start-on-moto.ts",
};

/**
 * Playwright's global setup: one whole system for all end-to-end tests, unless SKYLIGHT_URL names one that is running.
 * SKYLIGHT_SERVE=hosting serves the pages out of the hosting's bundle, SKYLIGHT_SERVE=moto out of two of them over a
 * stack of infra/ on moto's server.
 * Returns what ends it.
 */
export default async function startForAllTests(): Promise<() => Promise<void>> {
  if (process.env.SKYLIGHT_URL) return async () => {};
  const entry = entries[process.env.SKYLIGHT_SERVE ?? ""];
  const app = await startApp({
    environment: { JOB_SECONDS },
    endsWithThisProcess: true,
    ...(entry === undefined ? {} : { entry }),
  });
  process.env.SKYLIGHT_URL = app.url;
  // By this folder the commands of this machine find it.
  process.env.SKYLIGHT_DATA_DIR = app.dataDir;
  return async () => {
    const code = await app.stop();
    if (entry === entries.moto && code !== 0) throw new Error(`The system did not end well:\n${app.lines.join("\n")}`);
  };
}
