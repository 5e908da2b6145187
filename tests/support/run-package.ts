import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { workerNodeOptions } from "#lib/processing/node-options.ts";

export interface PackageRun {
  response: SQSBatchResponse;
  /** From before the handler's module was loaded until its first batch was done, milliseconds. */
  coldStartMs: number;
}

/** What Lambda does with the package: load index.handler, call it. The result is the last line on stdout. */
const LAMBDA = `
const startedAt = performance.now();
const { handler, close } = await import("./index.mjs");
const response = await handler(JSON.parse(process.env.EVENT));
const coldStartMs = performance.now() - startedAt;
await close();
console.log(JSON.stringify({ response, coldStartMs }));
`;

/** Runs an unpacked worker package in a fresh process of plain Node, with nothing of this repository around it. */
export async function runPackage(
  folder: string,
  environment: Record<string, string>,
  event: SQSEvent,
): Promise<PackageRun> {
  const script = join(folder, "run-as-lambda.mjs");
  await writeFile(script, LAMBDA);
  const { stdout } = await promisify(execFile)(process.execPath, [...workerNodeOptions, script], {
    cwd: folder,
    env: { ...environment, NODE_ENV: "production", EVENT: JSON.stringify(event), POWERTOOLS_LOG_LEVEL: "SILENT" },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
