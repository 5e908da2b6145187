/** Runs a task for every item, some at once. Returns the items whose task failed, and the last error. */
export async function inTurns<Item>(
  items: Item[],
  atOnce: number,
  task: (item: Item) => Promise<unknown>,
): Promise<{ failed: Item[]; error: unknown }> {
  const waiting = [...items];
  const failed: Item[] = [];
  let lastError: unknown;
  async function work(): Promise<void> {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await task(item);
      } catch (error) {
        failed.push(item);
        lastError = error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return { failed, error: lastError };
}
