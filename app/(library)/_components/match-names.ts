import { foldText } from "#lib/fold-words.ts";

/** Those of which a word begins with the text, whatever its case and accents, and first those whose name does. */
export function matchNames<Named extends { name: string }>(all: readonly Named[], text: string): Named[] {
  const folded = foldText(text.trim());
  const matches = all
    .map((one) => ({ one, name: foldText(one.name) }))
    .filter(({ name }) => name.startsWith(folded) || name.includes(` ${folded}`));
  const [first, others] = [true, false].map((isFirst) =>
    matches.filter(({ name }) => name.startsWith(folded) === isFirst).map(({ one }) => one),
  );
  return [...(first ?? []), ...(others ?? [])];
}
