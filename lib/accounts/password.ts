import { hash, type Options, verify } from "@node-rs/argon2";

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const ARGON2ID: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id in PHC string format. Passwords are compared in one Unicode form (RFC 8265). */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"), ARGON2ID);
}

export function verifyPassword(password: string, passwordHash: string): Promise<boolean> {
  return verify(passwordHash, password.normalize("NFC"));
}

let decoy: Promise<string> | undefined;

/** Costs the same time as verifyPassword and is always false: for addresses that nobody registered. */
export async function verifyDecoyPassword(password: string): Promise<false> {
  decoy ??= hashPassword("nobody has this password");
  await verifyPassword(password, await decoy);
  return false;
}
