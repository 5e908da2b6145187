import { setTimeout } from "node:timers/promises";
import type { Database } from "./database.ts";

/** A change that hangs must not hold up those behind it for longer. */
const MAX_WAIT_MS = 2_000;

const lastTurns = new WeakMap<Database, Map<string, Promise<unknown>>>();

/**
 * Makes the changes that this process makes to one item, by its key, come one after the other, where several at the
 * same time would only be in each other's way. Other processes know nothing of it, so each change guards itself as
 * ever. Returns what `change` returns. A change must not make another one of the same item.
 */
export async function takeTurns<Result>(
  database: Database,
  key: string,
  change: () => Promise<Result>,
): Promise<Result> {
  const turns = lastTurns.get(database) ?? new Map<string, Promise<unknown>>();
  lastTurns.set(database, turns);
  const before = turns.get(key);
  const changed = before === undefined ? change() : waitFor(before).then(change);
  const turn = changed.catch(() => {});
  turns.set(key, turn);
  try {
    return await changed;
  } finally {
    if (turns.get(key) === turn) turns.delete(key);
  }
}

async function waitFor(turn: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const late = setTimeout(MAX_WAIT_MS, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([turn, late]);
  over.abort();
}
