import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../../bench/results/", import.meta.url);

/** Writes figures of a run to bench/results/, with when and on what they were measured. */
export async function writeResult(name: string, result: { measures: Record<string, unknown> }): Promise<void> {
  const GIBIBYTE = 1024 ** 3;
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${Math.round(totalmem() / GIBIBYTE)} GB`;
  const content = { ...result, node: process.version, machine, date: new Date().toISOString() };
  await mkdir(FOLDER, { recursive: true });
  await writeFile(fileURLToPath(new URL(`${name}.json`, FOLDER)), `${JSON.stringify(content, null, 2)}\n`);
}
