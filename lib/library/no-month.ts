/** Stands in place of a month where a list has none: an album in its own order. */
export const NO_MONTH = "";
