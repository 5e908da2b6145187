/** @module-tag long */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { isAppError } from "#lib/errors.ts";
import { foldText } from "#lib/fold-words.ts";
import { isTombstone } from "#lib/images/tombstone.ts";
import { deleteTag, getOrCreateTag, renameTag } from "#lib/tags/change-tag.ts";
import { exploreInterleavings, runInterleaved } from "#tests/support/interleavings.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* No two tags have one name, in whatever order the calls of those who make, rename and delete reach the table. */

const TIMEOUT_MS = 300_000;

const world = provideServices();
async function readNames(user: User): Promise<string[]> {
  const { client, table } = world.services.database;
  const { pk, sk } = keys.tag(user.id, "");
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
      ExpressionAttributeValues: { ":pk": pk, ":sk": sk },
      ConsistentRead: true,
    }),
  );
  return Items.filter((item) => !isTombstone(item)).map(({ name }) => foldText(String(name)));
}

type Step = (services: { database: Database }, user: User, ids: Record<"sea" | "hill", string>) => Promise<unknown>;

const make =
  (name: string): Step =>
  (services, user) =>
    getOrCreateTag(services, user, name);
const rename =
  (tag: "sea" | "hill", name: string): Step =>
  (services, user, ids) =>
    renameTag(services, user, ids[tag], name);
const remove =
  (tag: "sea" | "hill"): Step =>
  (services, user, ids) =>
    deleteTag(services, user, ids[tag]);

test.each<[string, Step[], string[]]>([
  ["a rename meets the making of that name", [rename("sea", "Ocean"), make("ocean")], ["ocean"]],
  ["a rename meets the making of the former name", [rename("sea", "Ocean"), make("Sea")], ["ocean"]],
  ["two tags are given one name", [rename("sea", "Ocean"), rename("hill", "OCEAN")], ["ocean"]],
  ["a deletion meets the making of that name", [remove("sea"), make("Sea")], ["hill"]],
  ["a rename meets the deletion of that name", [rename("hill", "Sea"), remove("sea")], []],
])("%s", { timeout: TIMEOUT_MS }, async (_, steps, expected) => {
  const rounds = await exploreInterleavings(async (choose) => {
    const user = someUser();
    const ids = {
      sea: (await getOrCreateTag(world.services, user, "Sea")).tag.id,
      hill: (await getOrCreateTag(world.services, user, "Hill")).tag.id,
    };
    const actors = steps.map((step) => (database: Database) => step({ database }, user, ids));
    for (const result of await runInterleaved(world.services.database, actors, choose)) {
      if (result.status === "rejected" && !isAppError(result.reason)) throw result.reason;
    }
    const names = await readNames(user);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(expect.arrayContaining(expected));
    // Nothing that is left behind keeps a name from being used.
    for (const name of ["Sea", "Ocean", "Lake"]) await getOrCreateTag(world.services, user, name);
    const after = await readNames(user);
    expect(after.toSorted()).toEqual([...new Set([...names, "sea", "ocean", "lake"])].toSorted());
  });
  expect(rounds).toBeGreaterThan(1);
});

test("a name that is longer folded than written belongs to one tag as well", async () => {
  const user = someUser();
  const [long, other] = ["ﷺ".repeat(100), "ﷺ".repeat(101)];
  const { tag } = await getOrCreateTag(world.services, user, long);
  expect(tag.name).toBe(long);
  expect(await getOrCreateTag(world.services, user, long)).toMatchObject({ isNew: false, tag: { id: tag.id } });
  expect((await getOrCreateTag(world.services, user, other)).isNew).toBe(true);
  await deleteTag(world.services, user, tag.id);
  expect((await getOrCreateTag(world.services, user, long)).isNew).toBe(true);
});
