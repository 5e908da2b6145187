import { type FailureCode, failures as known } from "#lib/images/failure.ts";

/** Why a photo failed, by code: in English as the API says it. */
export const failures = Object.fromEntries(
  Object.entries(known).map(([code, { sentence }]) => [code, sentence]),
) as Readonly<Record<FailureCode, string>>;
