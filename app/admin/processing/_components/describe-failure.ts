import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { failures as known } from "#lib/images/failure.ts";

/** Why something failed: the sentence of its code in the page's language, or what was recorded where that says more. */
export function describeFailure(
  { code, message }: { code: string; message: string },
  sentences: Translator<Catalogue["failures"]>,
): string {
  return sentences.has(code) && message === known[code].sentence ? sentences(code) : message;
}
