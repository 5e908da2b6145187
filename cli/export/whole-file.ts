import { rename, rm, writeFile } from "node:fs/promises";

export function replaceFile(path: string, text: string | Iterable<string>): Promise<void> {
  return appear(path, (partial) => writeFile(partial, text));
}

/** A file appears under its name once `write` has written the whole of it; what is written of a broken one is removed. */
export async function appear(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${path}.part`;
  try {
    await write(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
}
