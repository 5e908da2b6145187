import { join } from "node:path";
import { createScheduledServices } from "#jobs/scheduled.ts";
import { scheduledConfig } from "#lib/config.ts";
import { continueCheck, startCheck } from "#lib/integrity/manage-integrity.ts";
import { startLocalCloud } from "#local/cloud/cloud.ts";
import { openEngine } from "#local/cloud/dynamodb-engine.ts";
import { readIndexes } from "./compare-indexes.ts";

const HOUR_MS = 60 * 60_000;
/** So late nothing is left alone as too young to be judged. */
const LATER_MS = 2 * HOUR_MS;
const CHECK_MS = 10 * 60_000;

/**
 * What is wrong in the folder of a system that does not run: the findings of a whole round of the integrity walk, by
 * kind, and how many entries of indexes are not what the items say.
 */
export async function inspectDataFolder(
  dataDir: string,
): Promise<{ findings: Record<string, number>; wrongEntries: number }> {
  const cloud = await startLocalCloud({ dataDir });
  const { table } = cloud;
  let findings: Record<string, number> = {};
  try {
    Object.assign(process.env, cloud.environment);
    const services = createScheduledServices(scheduledConfig(cloud.environment), cloud.connections);
    const now = () => Date.now() + LATER_MS;
    const { id } = await startCheck(services, "check", { now });
    const options = { deadline: Date.now() + CHECK_MS, trashDays: 30, now };
    const check = await continueCheck(services, id, options);
    if (check?.phase !== "done") throw new Error("Expected the check to reach its end but it did not");
    findings = Object.fromEntries(Object.entries(check.counts));
    for (const { client } of [services.database, services.storage, services.queue]) client.destroy();
  } finally {
    await cloud.stop();
  }
  const engine = openEngine(join(dataDir, "cloud/dynamodb"));
  await engine.store.db.open();
  const { found, expected } = await readIndexes(engine, table);
  await engine.store.db.close();
  const countMissing = (of: string[], from: string[]) => of.filter((entry) => !new Set(from).has(entry)).length;
  const wrong = Object.keys(expected).map((name) => {
    const [there, due] = [found[name] ?? [], expected[name] ?? []];
    return countMissing(there, due) + countMissing(due, there);
  });
  return { findings, wrongEntries: wrong.reduce((sum, count) => sum + count, 0) };
}
