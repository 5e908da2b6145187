import { type LeftOut, leftOutReasons } from "#lib/images/intake.ts";

/** Why a file is left out of an upload: in English as the importer says it. */
export const leftOut: Readonly<Record<LeftOut, string>> = leftOutReasons;
