import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, expect, test, vi } from "vitest";
import { createDatabase } from "#lib/database/database.ts";
import { findLastHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { WEB_APPLICATION, watchUse } from "#local/system/use-watch.ts";
import { startTestCloud } from "#tests/support/test-cloud.ts";

const SIX_MINUTES_MS = 6 * 60_000;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test("a monitor that asks how the system is does not keep it from resting; a change does", async () => {
  const use = watchUse();
  await using world = await startTestCloud({ overNetwork: true, onRequest: use.see });
  const connect = () => createDatabase({ region: world.cloud.environment.AWS_REGION ?? "", table: world.cloud.table });
  const write = (database: ReturnType<typeof connect>) =>
    database.client.send(new PutCommand({ TableName: database.table, Item: { pk: "a", sk: "b" } }));
  const other = connect();
  // A client asks the environment when it sends for the first time.
  await write(other);
  vi.stubEnv("AWS_SDK_UA_APP_ID", WEB_APPLICATION);
  const web = connect();
  expect(use.isQuiet()).toBe(false);

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + SIX_MINUTES_MS });
  await findLastHeartbeat(web);
  await write(other);
  expect(use.isQuiet()).toBe(true);
  await write(web);
  expect(use.isQuiet()).toBe(false);
  for (const { client } of [other, web]) client.destroy();
});
