import type { ErrorCode } from "#lib/errors.ts";

/** What the interface itself says of a call of the API that failed. */
export const problems = {
  ended: "Your session has ended. Please sign in again.",
  failed: "Something went wrong on our side. Please try again.",
  other: "Something went wrong. Please try again.",
  unreachable: "Skylight cannot be reached. Check your connection.",
} as const;

/** What it says in place of the API's own words, by code. Those are English already, and tell more than a code does. */
export const refusals: Readonly<Partial<Record<ErrorCode | "field", string>>> = {};
