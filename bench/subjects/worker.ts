import type { SQSEvent } from "aws-lambda";

/* The whole worker as Lambda runs it, from its unpacked package in WORKER_PACKAGE: batches in, answers out. */

interface WorkerModule {
  handler(event: SQSEvent): Promise<unknown>;
  close(): Promise<void>;
}

const { handler, close }: WorkerModule = await import(`${process.env.WORKER_PACKAGE}/index.mjs`);

process.on("SIGTERM", async () => {
  await close();
  process.exit();
});
process.on("message", async (event: SQSEvent) => {
  process.send?.(await handler(event));
});
process.send?.("up");
