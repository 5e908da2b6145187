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
  /** The same by parts; releases of before stored none. */
  parts?: string | undefined;
  startMs: number;
  endMs: number;
}

const HASH_BYTES = 8;
/**
 * So many that a few items which changed meanwhile leave most parts as they were, and that all fit into a unit of
 * writing.
 */
const PARTS = 64;

export const emptyDigest: Digest = { count: 0, xor: "0".repeat(2 * HASH_BYTES) };
/** The XOR of the hashes in each part, one after the other in base64. */
export const emptyParts = Buffer.alloc(PARTS * HASH_BYTES).toString("base64");

/** The digest of what two hold together, or, since XOR undoes itself, of what is left without one of them. */
export function addToDigest(digest: Digest, item: ItemReference & { revision: number }, sign: 1 | -1 = 1): Digest {
  const hashed = hash("sha256", toText(item)).slice(0, 2 * HASH_BYTES);
  const xor = BigInt(`0x${digest.xor}`) ^ BigInt(`0x${hashed}`);
  return { count: digest.count + sign, xor: xor.toString(16).padStart(16, "0") };
}

/** Parts with items more, or, since XOR undoes itself, less. */
export function addToParts(parts: string, items: Iterable<ItemReference & { revision: number }>): string {
  const sums = Buffer.from(parts, "base64");
  for (const item of items) {
    const hashed = hash("sha256", toText(item), "buffer");
    const start = toPart(item) * HASH_BYTES;
    for (let at = 0; at < HASH_BYTES; at++) sums[start + at] = (sums[start + at] ?? 0) ^ (hashed[at] ?? 0);
  }
  return sums.toString("base64");
}

/** The number of the part that an item is in, whatever its revision: the end of an id is random. */
export function toPart({ id }: Pick<ItemReference, "id">): number {
  return [...id.slice(-2)].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 0) % PARTS;
}

/** Numbers of the parts that are not the same. */
export function findDifferentParts(one: string, other: string): number[] {
  const [ours, theirs] = [one, other].map((parts) => Buffer.from(parts, "base64")) as [Buffer, Buffer];
  const numbers = Array.from({ length: PARTS }, (_, part) => part);
  return numbers.filter((part) => {
    const [start, end] = [part * HASH_BYTES, (part + 1) * HASH_BYTES];
    return !ours.subarray(start, end).equals(theirs.subarray(start, end));
  });
}

function toText({ kind, id, revision }: ItemReference & { revision: number }): string {
  return `${kind}#${id}#${revision}`;
}

export function isSameDigest(one: Digest, other: Digest): boolean {
  return one.count === other.count && one.xor === other.xor;
}
