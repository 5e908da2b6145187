import { createHash } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Database } from "#lib/database/database.ts";
import { keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { AppError } from "#lib/errors.ts";

export interface RateLimit {
  /** Names the counter. */
  what: string;
  attempts: number;
  seconds: number;
}

export const rateLimits = {
  /** Guesses at one account's password, from wherever they come. */
  signInByEmail: { what: "sign-in-email", attempts: 10, seconds: 5 * 60 },
  /** Guesses from one address at many accounts. */
  signInByAddress: { what: "sign-in-address", attempts: 100, seconds: 5 * 60 },
  resetByAddress: { what: "reset-address", attempts: 50, seconds: 60 * 60 },
  registerByAddress: { what: "register-address", attempts: 100, seconds: 60 * 60 },
} as const satisfies Record<string, RateLimit>;

/** Where nothing tells who asks; nobody is held to account for everybody's attempts. */
export const UNKNOWN_ADDRESS = "unknown";

/**
 * Counts an attempt in the current window of time and refuses it beyond the limit. One counter in the table serves
 * every server process; `who` is stored only as a hash.
 * @throws AppError `too_many_requests` with `retryAfterSeconds`
 */
export async function countAttempt(
  database: Database,
  limit: RateLimit,
  who: string,
  nowMs: number = Date.now(),
): Promise<void> {
  if (who === UNKNOWN_ADDRESS) return;
  const nowSeconds = Math.floor(nowMs / 1000);
  const windowStart = nowSeconds - (nowSeconds % limit.seconds);
  const { Attributes } = await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: keys.rateLimit(limit.what, createHash("sha256").update(who).digest("hex"), windowStart),
      UpdateExpression: "ADD attempts :one SET #ttl = :ttl",
      ExpressionAttributeNames: { "#ttl": TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ":one": 1, ":ttl": windowStart + 2 * limit.seconds },
      ReturnValues: "ALL_NEW",
    }),
  );
  if (Number(Attributes?.attempts) > limit.attempts) {
    const retryAfterSeconds = windowStart + limit.seconds - nowSeconds;
    throw new AppError("too_many_requests", `Too many attempts. Try again in ${minutes(retryAfterSeconds)}.`, {
      details: { retryAfterSeconds },
    });
  }
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? "a minute" : `${count} minutes`;
}
