import type { Database } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { queryAll } from "#lib/database/query.ts";

/** Ids of a user's images of every kind in the table, those in the trash and being removed included, in their order. */
export async function listImageIds(database: Database, ownerId: string): Promise<string[]> {
  const { pk, sk: prefix } = keys.image(ownerId, "");
  const items = await queryAll(database, {
    where: "pk = :pk AND begins_with(sk, :prefix)",
    filter: "attribute_not_exists(deletedAt)",
    values: { ":pk": pk, ":prefix": prefix },
    isConsistent: true,
  });
  return items.map(({ sk }) => String(sk).slice(prefix.length));
}
