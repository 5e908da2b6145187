import { createHash } from "node:crypto";
import type { BulkRequest } from "./bulk-api.ts";

/** By what a call is known that a client repeats with the same key because no answer came. */
export interface RepeatableCall {
  keyHash: string;
  /** Of what it asks for, by which another call with the same key is known. */
  requestHash: string;
}

export function toRepeatableCall(key: string, request: BulkRequest): RepeatableCall {
  return { keyHash: hash(key), requestHash: hash(JSON.stringify(request)) };
}

/** Half of it is more than enough for some hundred calls of one user. */
const HASH_BYTES = 16;

function hash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, HASH_BYTES).toString("base64url");
}
