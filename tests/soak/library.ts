import { writeFile } from "node:fs/promises";
import { checkLibraryModel } from "../support/library-property.ts";

const RUNS = 1_000;
const RESULT = new URL("../../bench/results/library-model.json", import.meta.url);

/** The library index against a plain model of the table, a thousand histories; writes what came of it. */
export async function run(): Promise<void> {
  let disagreement: Error | undefined;
  try {
    await checkLibraryModel(RUNS);
  } catch (error) {
    disagreement = error instanceof Error ? error : new Error(String(error));
  }
  // The first history that disagrees ends the run, so there is one at most.
  const result = { runs: RUNS, disagreements: disagreement ? 1 : 0 };
  await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(result));
  if (disagreement) throw disagreement;
}
