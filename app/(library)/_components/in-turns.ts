import pMap from "p-map";

/** Runs a task for every item, up to `concurrency` at a time. Returns the items whose task failed, and the last error. */
export async function inTurns<Item>(
  items: Item[],
  concurrency: number,
  task: (item: Item) => Promise<unknown>,
): Promise<{ failed: Item[]; error: unknown }> {
  const failed: Item[] = [];
  let lastError: unknown;
  const attempt = async (item: Item) => {
    try {
      await task(item);
    } catch (error) {
      failed.push(item);
      lastError = error;
    }
  };
  await pMap(items, attempt, { concurrency });
  return { failed, error: lastError };
}
