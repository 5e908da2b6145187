import { mkdir, readFile, rm, writeFile } from "node:fs/promises";

export type Measures = Record<string, number>;

/**
 * Runs the parts of a benchmark in a folder that is made for them and removed, or only the part that the command line
 * names (`npm run bench -- library web`), prints what they measured, and writes it over the former result, whose other
 * measures stay.
 */
export async function runParts(
  parts: Record<string, (measures: Measures) => Promise<void>>,
  { folder, resultFile, details }: { folder: string; resultFile: string; details: Record<string, unknown> },
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const measures: Measures = {};
  const part = process.argv[3];
  try {
    for (const [name, measure] of Object.entries(parts))
      if (part === undefined || part === name) await measure(measures);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const [name, value] of Object.entries(measures)) console.log(name.padEnd(24), value);
  const former = await readFile(resultFile, "utf8").then(
    (text) => JSON.parse(text) as { measures: Measures },
    () => undefined,
  );
  const result = { ...details, measures: { ...former?.measures, ...measures } };
  await writeFile(resultFile, `${JSON.stringify(result, null, 2)}\n`);
}
