import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { startLocalCloud } from "#local/cloud/cloud.ts";

/*
 * A local cloud in a process of its own that counts what its database is asked. Argument: its folder. Tells its parent
 * the cloud's addresses, and at each message what was asked since the last one; ends together with it.
 */

/** What was asked of a database. */
export interface DatabaseUse {
  /** Requests by operation: "Query" → 3. */
  calls: Record<string, number>;
  /** Items that were read to answer, those that a filter left out among them. */
  itemsRead: number;
}

const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error("Expected the folder of the cloud as argument but received none");

let use: DatabaseUse = { calls: {}, itemsRead: 0 };

// https://nodejs.org/api/diagnostics_channel.html#http
subscribe("http.server.request.start", (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const [service, operation] = String(request.headers["x-amz-target"]).split(".");
  if (!service?.startsWith("DynamoDB") || !operation) return;
  use.calls[operation] = (use.calls[operation] ?? 0) + 1;
  const end = response.end.bind(response) as (...rest: unknown[]) => ServerResponse;
  response.end = ((...rest: unknown[]) => {
    use.itemsRead += itemsIn(rest[0]);
    return end(...rest);
  }) as typeof response.end;
});

const { stop, ...cloud } = await startLocalCloud({ dataDir });
process.on("disconnect", () => process.exit());
process.on("SIGTERM", async () => {
  await stop();
  process.exit();
});
process.on("message", () => {
  process.send?.(use);
  use = { calls: {}, itemsRead: 0 };
});
process.send?.(cloud);

/** ScannedCount of a query; the items of a batch; one for an item that was there. */
function itemsIn(body: unknown): number {
  const answer = JSON.parse(String(body || "{}"));
  if (typeof answer.ScannedCount === "number") return answer.ScannedCount;
  if (answer.Responses) return Object.values(answer.Responses as Record<string, unknown[]>).flat().length;
  return answer.Item ? 1 : 0;
}
