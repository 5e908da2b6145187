/** Text in which `backticks` mark code. */
export function InlineCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
      <code key={index} className="font-mono text-[0.85em]">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
