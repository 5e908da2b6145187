import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import type { Database } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { putItem } from "#lib/database/write-items.ts";
import type { WalkDigest } from "./digest.ts";

const walkDigestSchema: z.ZodType<WalkDigest> = z.object({
  digest: z.object({ count: z.int().nonnegative(), xor: z.string() }),
  parts: z.string().optional(),
  startMs: z.number(),
  endMs: z.number(),
});

/** What the integrity walk last found of a user, for whoever holds an index; undefined before it came by. */
export async function readWalkDigest(database: Database, userId: string): Promise<WalkDigest | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.walkDigest(userId) }),
  );
  return Item && readOrLog(walkDigestSchema, Item);
}

export async function storeWalkDigest(database: Database, userId: string, walk: WalkDigest): Promise<void> {
  await putItem(database, { ...keys.walkDigest(userId), ...walk });
}
