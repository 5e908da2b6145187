import { createHash } from "node:crypto";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { type Key, keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { updateItem } from "#lib/database/write-items.ts";
import { AppError } from "#lib/errors.ts";
import { clientNetwork } from "./client-network.ts";

export interface RateLimit {
  /** Names the counter. */
  what: string;
  /** From one network in a window. */
  attempts: number;
  /** From everybody together where nothing tells who asks; nobody is counted there when this is absent. */
  attemptsTogether?: number;
  seconds: number;
}

export const rateLimits = {
  /** Guesses from one network at many accounts. */
  signInByAddress: { what: "sign-in-address", attempts: 100, seconds: 5 * 60 },
  resetByAddress: { what: "reset-address", attempts: 50, seconds: 60 * 60 },
  registerByAddress: { what: "register-address", attempts: 100, attemptsTogether: 2_000, seconds: 60 * 60 },
  /** Registrations that were told that an address is taken, which tells who has an account. */
  takenByAddress: { what: "register-taken", attempts: 20, attemptsTogether: 200, seconds: 60 * 60 },
  /** Visits to share links that are counted; a visitor can call their browser anything. */
  shareVisits: { what: "share-visit", attempts: 200, attemptsTogether: 2_000, seconds: 60 * 60 },
  /** Files that guests of share links announce; all of a party may be in one network. */
  guestUploads: { what: "guest-upload", attempts: 10_000, attemptsTogether: 20_000, seconds: 60 * 60 },
  /** Addresses that one user, who is counted by id, shares something with. */
  sharesWithUsers: { what: "share-with-user", attempts: 100, seconds: 60 * 60 },
} as const satisfies Record<string, RateLimit>;

/** Where nothing tells who asks. */
export const UNKNOWN_ADDRESS = "unknown";

/**
 * Counts an attempt in the current window of time and refuses it beyond the limit. One counter in the table serves
 * every server process; the address is stored only as a hash of its network.
 * @throws AppError `too_many_requests` with `retryAfterSeconds`
 */
export async function countAttempt(
  database: Database,
  limit: RateLimit,
  address: string,
  nowMs: number = Date.now(),
): Promise<void> {
  const counter = toCounter(limit, address, nowMs);
  if (!counter) return;
  const counted = await updateItem(database, counter.key, "ADD attempts :one SET #ttl = :ttl", {
    names: { "#ttl": TTL_ATTRIBUTE },
    values: { ":one": 1, ":ttl": counter.endsAtSeconds + limit.seconds },
  });
  if (Number(counted?.attempts) > counter.attempts) {
    throw tooManyRequests(counter.endsAtSeconds - Math.floor(nowMs / 1000));
  }
}

/**
 * Refuses once a limit is used up, without counting.
 * @throws AppError `too_many_requests` with `retryAfterSeconds`
 */
export async function requireAttemptsLeft(
  database: Database,
  limit: RateLimit,
  address: string,
  nowMs: number = Date.now(),
): Promise<void> {
  const counter = toCounter(limit, address, nowMs);
  if (!counter) return;
  const item = await findItem(database, counter.key);
  if (Number(item?.attempts ?? 0) >= counter.attempts) {
    throw tooManyRequests(counter.endsAtSeconds - Math.floor(nowMs / 1000));
  }
}

/** The refusal of an attempt that may be made again later. */
export function tooManyRequests(retryAfterSeconds: number): AppError {
  return new AppError("too_many_requests", `Too many attempts. Try again in ${inWords(retryAfterSeconds)}.`, {
    details: { retryAfterSeconds },
  });
}

export function hashWho(who: string): string {
  return createHash("sha256").update(who).digest("hex");
}

function toCounter(
  limit: RateLimit,
  address: string,
  nowMs: number,
): { key: Key; attempts: number; endsAtSeconds: number } | undefined {
  const attempts = address === UNKNOWN_ADDRESS ? limit.attemptsTogether : limit.attempts;
  if (attempts === undefined) return undefined;
  const nowSeconds = Math.floor(nowMs / 1000);
  const windowStart = nowSeconds - (nowSeconds % limit.seconds);
  return {
    key: keys.rateLimit(limit.what, hashWho(clientNetwork(address)), windowStart),
    attempts,
    endsAtSeconds: windowStart + limit.seconds,
  };
}

function inWords(seconds: number): string {
  if (seconds <= 1) return "a second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}
