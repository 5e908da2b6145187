import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { type Key, keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { deleteItem, updateItem } from "#lib/database/write-items.ts";
import { hashWho, tooManyRequests } from "./rate-limit.ts";

/** Guesses at a secret, which take longer and longer and are never refused for good. */
export interface GuessThrottle {
  /** Names the counter. */
  what: string;
  /** So many may be wrong without waiting. */
  freeGuesses: number;
  /** The wait doubles from one second up to this. */
  maxWaitSeconds: number;
}

export const guessThrottles = {
  /** Guesses at one account from one network. */
  byNetwork: { what: "guess-network", freeGuesses: 10, maxWaitSeconds: 5 * 60 },
  /** Guesses at one account from all networks together; NIST SP 800-63B allows 100 in a row. */
  byAccount: { what: "guess-account", freeGuesses: 100, maxWaitSeconds: 60 },
  /** Guesses at one account in a browser that was signed in to it before. */
  byDevice: { what: "guess-device", freeGuesses: 10, maxWaitSeconds: 30 },
  /** Guesses at the current password by whoever is signed in. */
  ownPassword: { what: "guess-own-password", freeGuesses: 10, maxWaitSeconds: 5 * 60 },
  /** Guesses at the password of one share link, from one network and from all together. */
  shareByNetwork: { what: "guess-share-network", freeGuesses: 10, maxWaitSeconds: 5 * 60 },
  share: { what: "guess-share", freeGuesses: 100, maxWaitSeconds: 60 },
} as const satisfies Record<string, GuessThrottle>;

/** Guesses are forgotten with the hour. */
const WINDOW_SECONDS = 60 * 60;

/** A guess that was counted. */
export interface TakenGuess {
  key: Key;
  /** When the next one has its turn (milliseconds since the epoch), where this one made it wait. */
  nextGuessMs?: number;
}

/**
 * Counts a guess before it is judged, so that guesses made at once count too. Beyond the free ones each has to wait
 * for its turn, of which there is one at a time. Returns what gives it back.
 * @throws AppError `too_many_requests` with `retryAfterSeconds`
 */
export async function takeGuess(
  database: Database,
  throttle: GuessThrottle,
  who: string,
  nowMs: number = Date.now(),
): Promise<TakenGuess> {
  const key = toKey(throttle, who, nowMs);
  const guesses = await whenItIsTime(database, key, nowMs, {
    expression: "ADD guesses :one SET #ttl = :ttl",
    names: { "#ttl": TTL_ATTRIBUTE },
    values: { ":one": 1, ":ttl": Math.floor(nowMs / 1000) + 2 * WINDOW_SECONDS },
  });
  const excess = guesses - throttle.freeGuesses;
  if (excess <= 0) return { key };
  const waitSeconds = Math.min(2 ** (excess - 1), throttle.maxWaitSeconds);
  const nextGuessMs = nowMs + waitSeconds * 1000;
  await whenItIsTime(database, key, nowMs, {
    expression: "SET nextGuessMs = :next",
    values: { ":next": nextGuessMs },
  });
  return { key, nextGuessMs };
}

/** Takes back one guess that was right, and lets the next one in, while what others guessed wrongly still counts. */
export async function returnGuess(database: Database, { key, nextGuessMs }: TakenGuess): Promise<void> {
  const some = { condition: "guesses > :none", values: { ":less": -1, ":none": 0 } };
  await updateItem(database, key, "ADD guesses :less", some);
  if (nextGuessMs === undefined) return;
  const own = { condition: "nextGuessMs = :own", values: { ":own": nextGuessMs } };
  await updateItem(database, key, "REMOVE nextGuessMs", own);
}

/** Starts again from the first guess, after a right one. */
export async function forgetGuesses(
  database: Database,
  throttle: GuessThrottle,
  who: string,
  nowMs: number = Date.now(),
): Promise<void> {
  await deleteItem(database, toKey(throttle, who, nowMs));
}

/** Changes the counter unless a wait is on, and returns its guesses. @throws AppError `too_many_requests` */
async function whenItIsTime(
  database: Database,
  key: Key,
  nowMs: number,
  change: { expression: string; names?: Record<string, string>; values: Record<string, number> },
): Promise<number> {
  const changed = await updateItem(database, key, change.expression, {
    condition: "attribute_not_exists(nextGuessMs) OR nextGuessMs <= :now",
    ...(change.names ? { names: change.names } : {}),
    values: { ...change.values, ":now": nowMs },
  });
  if (changed) return Number(changed.guesses);
  const item = await findItem(database, key);
  throw tooManyRequests(Math.max(1, Math.ceil((Number(item?.nextGuessMs ?? nowMs) - nowMs) / 1000)));
}

function toKey(throttle: GuessThrottle, who: string, nowMs: number): Key {
  const nowSeconds = Math.floor(nowMs / 1000);
  return keys.rateLimit(throttle.what, hashWho(who), nowSeconds - (nowSeconds % WINDOW_SECONDS));
}
