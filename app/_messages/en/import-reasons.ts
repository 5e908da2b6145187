import { type ImportReason, importReasons as reasons } from "#lib/imports/reasons.ts";

/** Why an entry of an import is left out: in English as the command says it. */
export const importReasons: Readonly<Record<ImportReason, string>> = reasons;
