import { contentTypeByExtension } from "#lib/images/image.ts";
import { type ImportPlan, planImport } from "#lib/imports/plan-import.ts";
import { readAhead } from "#lib/imports/read-ahead.ts";
import { startCounting } from "../api/progress.ts";
import { findEntries } from "./find-entries.ts";
import type { Settings } from "./read-arguments.ts";

/**
 * What becomes of every file; all parts of an export are read before the first upload. Says on its way how many have
 * been.
 * @throws AbortError when the signal fires; Error of the file system when a source cannot be read
 */
export async function makePlan(
  { sources, plan: options }: Pick<Settings, "sources" | "plan">,
  signal: AbortSignal,
  output: NodeJS.WriteStream,
): Promise<ImportPlan> {
  output.write("Reading what is to be imported …\n");
  const { entries, leftOut } = await findEntries(sources);
  const reading = startCounting(entries.length, "files read", output);
  try {
    await readAhead(entries, { signal, onRead: reading.count });
  } finally {
    reading.stop();
  }
  const plan = await planImport(entries, options, contentTypeByExtension);
  return { ...plan, leftOut: [...leftOut, ...plan.leftOut] };
}
