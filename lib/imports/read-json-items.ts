import type { ImportEntry } from "./entry.ts";

/** Of a file only an item is held, and what is in none. */
const MAX_LENGTH = 128 * 1024 * 1024;

/**
 * Reads JSON of any size that is written as by `JSON.stringify(value, null, 1)`: each object in an array at the top is
 * handed on with the array's name and not kept. Returns all the rest, those arrays empty; JSON in another layout whole.
 * @throws SyntaxError, RangeError for what is too large to be held, and as open() does
 */
export async function readJsonItems(
  entry: ImportEntry,
  onItem: (array: string, item: unknown) => void,
): Promise<unknown> {
  const rest = createText();
  const item = createText();
  let array = "";
  let isInItem = false;
  for await (const line of readLines(entry)) {
    isInItem ||= line === "  {";
    (isInItem ? item : rest).add(line);
    if (isInItem && (line === "  }" || line === "  },")) {
      onItem(array, JSON.parse(item.take().replace(/,$/, "")));
      isInItem = false;
    }
    array = /^ "(\w+)": \[$/.exec(line)?.[1] ?? array;
  }
  return JSON.parse(rest.take());
}

async function* readLines(entry: ImportEntry): AsyncGenerator<string, void> {
  const content = await entry.open();
  const reader = (content instanceof Blob ? content.stream() : content).getReader();
  const decoder = new TextDecoder();
  const line = createText();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const text = decoder.decode(value, { stream: !done });
      let start = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
        line.add(text.slice(start, end));
        yield line.take();
        start = end + 1;
      }
      line.add(text.slice(start));
      if (done) break;
    }
    yield line.take();
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Text that is put together, within bounds, and taken away again. */
function createText() {
  let parts: string[] = [];
  let length = 0;
  return {
    add(part: string): void {
      length += part.length;
      if (length > MAX_LENGTH) throw new RangeError(`Expected at most ${MAX_LENGTH} characters but received more`);
      parts.push(part);
    },
    take(): string {
      const text = parts.join("");
      parts = [];
      length = 0;
      return text;
    },
  };
}
