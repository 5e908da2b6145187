const LATIN_LETTER = /^[a-z]$/i;
const LETTER_CODE = /^Key([A-Z])$/;
/** Of other scripts; signs and digits mean themselves on any keyboard. */
const LETTER = /^\p{Letter}$/u;

/**
 * The key that a shortcut names: letters are large with Shift only, whatever Caps Lock says, and on keyboards of other
 * scripts the Latin letter that is printed on the key.
 */
export function toShortcut({ key, code, shiftKey }: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string {
  const letter = LATIN_LETTER.test(key) ? key : LETTER.test(key) ? LETTER_CODE.exec(code)?.[1] : undefined;
  if (letter === undefined) return key;
  return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
}
