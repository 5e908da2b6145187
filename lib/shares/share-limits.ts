/* What a share may be given, for the API and for the forms that call it. */

const GIBIBYTE = 1024 ** 3;

export const MAX_VISITS = 1_000_000;
export const MIN_PASSWORD_LENGTH = 8;
/** Keeps a hostile body from costing hashing time. */
export const MAX_PASSWORD_LENGTH = 1_024;
/** Photos that visitors may add in all, and their bytes. */
export const MAX_ADDED_FILES = 100_000;
export const MAX_ADDED_BYTES = 1024 * GIBIBYTE;
export const DEFAULT_ADDED_FILES = 500;
export const DEFAULT_ADDED_BYTES = 5 * GIBIBYTE;
