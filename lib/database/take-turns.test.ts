import { expect, test } from "vitest";
import type { Database } from "./database.ts";
import { takeTurns } from "./take-turns.ts";

const database = (): Database => ({ table: "table" }) as Database;

test("changes of one item come one after the other, those of others at the same time, and a failure ends its turn only", async () => {
  const world = database();
  const entries: string[] = [];
  const first = Promise.withResolvers<void>();
  const change = (name: string, until?: Promise<void>) => async () => {
    entries.push(name);
    await until;
    if (name === "b") throw new Error(name);
    return name;
  };
  const all = [
    takeTurns(world, "one", change("a", first.promise)),
    takeTurns(world, "one", change("b")),
    takeTurns(world, "one", change("c")),
    takeTurns(world, "two", change("d")),
    takeTurns(database(), "one", change("e")),
  ];
  const outcomes = Promise.allSettled(all);
  await all[3];
  await all[4];
  expect(entries).toEqual(["a", "d", "e"]);
  first.resolve();
  expect((await outcomes).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect(entries).toEqual(["a", "d", "e", "b", "c"]);
});

test("a change that hangs holds up the next one for a while only", async () => {
  const world = database();
  void takeTurns(world, "one", () => new Promise(() => {}));
  const startedAt = performance.now();
  expect(await takeTurns(world, "one", async () => "next")).toBe("next");
  expect(performance.now() - startedAt).toBeGreaterThan(1_000);
});
