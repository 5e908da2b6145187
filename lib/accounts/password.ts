import { availableParallelism } from "node:os";
import { hash, type Options, verify } from "@node-rs/argon2";
import PQueue from "p-queue";
import { AppError } from "#lib/errors.ts";

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const ARGON2ID: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at a time: one processor stays free for everybody who is not signing in. */
const CONCURRENCY = Math.min(2, Math.max(1, availableParallelism() - 1));
/** A hash takes some 30 ms, so that the last in the queue waits about a second and a half. */
const MAX_WAITING = 50;
const RETRY_AFTER_SECONDS = 2;

const hashing = new PQueue({ concurrency: CONCURRENCY });

/**
 * argon2id in PHC string format. Passwords are compared in one Unicode form (RFC 8265). @throws AppError `unavailable`
 */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFC"), ARGON2ID));
}

/** Whether a password is the one that was hashed. @throws AppError `unavailable` */
export function verifyPassword(password: string, passwordHash: string): Promise<boolean> {
  return inTurn(() => verify(passwordHash, password.normalize("NFC")));
}

let decoy: string | undefined;

/** Costs the same time as verifyPassword and is always false: for addresses that nobody registered. */
export async function verifyDecoyPassword(password: string): Promise<false> {
  decoy ??= await hashPassword("nobody has this password");
  await verifyPassword(password, decoy);
  return false;
}

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (hashing.size >= MAX_WAITING) {
    throw new AppError("unavailable", "Too many people are signing in right now. Try again in a moment.", {
      details: { retryAfterSeconds: RETRY_AFTER_SECONDS },
    });
  }
  return hashing.add(run);
}
