import { hash } from "node:crypto";
import type { ItemReference } from "./change.ts";

/**
 * Says whether two holders have the same items at the same revisions: how many there are, and the XOR of a hash of each
 * (16 hex digits). Tombstones do not count. Whoever has the table computes the same from it.
 */
export interface Digest {
  count: number;
  xor: string;
}

/** The digest of what the integrity walk read of a user's items between two moments, milliseconds since the epoch. */
export interface WalkDigest {
  digest: Digest;
  startMs: number;
  endMs: number;
}

export const emptyDigest: Digest = { count: 0, xor: "0".repeat(16) };

/** The digest of what two hold together, or, since XOR undoes itself, of what is left without one of them. */
export function addToDigest(digest: Digest, item: ItemReference & { revision: number }, sign: 1 | -1 = 1): Digest {
  const hashed = hash("sha256", `${item.kind}#${item.id}#${item.revision}`).slice(0, 16);
  const xor = BigInt(`0x${digest.xor}`) ^ BigInt(`0x${hashed}`);
  return { count: digest.count + sign, xor: xor.toString(16).padStart(16, "0") };
}

export function isSameDigest(one: Digest, other: Digest): boolean {
  return one.count === other.count && one.xor === other.xor;
}
