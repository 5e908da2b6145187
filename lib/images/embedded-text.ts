/* How much of what is written in a file about itself is kept, so that no image's item grows with its file. */

/** UTF-16 units. */
export const MAX_TITLE_LENGTH = 255;
/** UTF-16 units. */
export const MAX_CAPTION_LENGTH = 2_000;
/** UTF-16 units. */
export const MAX_KEYWORD_LENGTH = 64;
export const MAX_KEYWORDS = 100;
export const MAX_RATING = 5;
