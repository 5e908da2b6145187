import type { SQSEvent } from "aws-lambda";
import { close, handler } from "#worker/index.ts";

/* The whole worker, as Lambda runs it: batches in, answers out. */

process.on("SIGTERM", async () => {
  await close();
  process.exit();
});
process.on("message", async (event: SQSEvent) => {
  process.send?.(await handler(event));
});
process.send?.("up");
