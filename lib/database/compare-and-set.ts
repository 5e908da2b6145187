import { setTimeout } from "node:timers/promises";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { AppError } from "#lib/errors.ts";
import { type Database, whenConditionHolds } from "./database.ts";
import type { Key } from "./keys.ts";

/** What an attempt returns when another process changed the item between its read and its write. */
export const CONFLICT = Symbol("conflict");

const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 200;

/**
 * Makes attempts, with growing pauses of random length, until one meets no conflict. Returns what that one returns.
 * @throws AppError `unavailable`, naming `what` ("The image"), when every attempt meets one
 */
export async function retryOnConflict<Result>(
  what: string,
  attempt: () => Promise<Result | typeof CONFLICT>,
  maxAttempts = MAX_ATTEMPTS,
): Promise<Result> {
  for (let attempts = 1; attempts <= maxAttempts; attempts++) {
    const result = await attempt();
    if (result !== CONFLICT) return result;
    await setTimeout(Math.random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts));
  }
  throw new AppError("unavailable", `${what} is changing too fast right now. Please try again.`);
}

/**
 * Stores an item as the revision after `revision`, provided that one is stored now, or none if undefined, and that
 * `condition` holds as well. Returns whether it was stored.
 */
export async function putNextRevision(
  database: Database,
  key: Key,
  item: object,
  revision: number | undefined,
  condition?: string,
): Promise<boolean> {
  const isAsRead = revision === undefined ? "attribute_not_exists(revision)" : "revision = :revision";
  const put = new PutCommand({
    TableName: database.table,
    Item: { ...key, ...item, revision: (revision ?? 0) + 1 },
    ConditionExpression: condition === undefined ? isAsRead : `${isAsRead} AND ${condition}`,
    ExpressionAttributeValues: revision === undefined ? undefined : { ":revision": revision },
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}
