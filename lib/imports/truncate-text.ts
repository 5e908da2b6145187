/** Of a text that is kept. More of a caption than is taken over, so that the cut is told. */
export const MAX_TEXT_LENGTH = 8_000;
/** Of a name that is kept; those of tags and albums are shorter. */
export const MAX_NAME_LENGTH = 200;

/** The beginning of a text, without what it was part of in memory, as the slice of a string has it. */
export function truncateText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  return new TextDecoder().decode(new TextEncoder().encode(text.slice(0, maxLength)));
}
