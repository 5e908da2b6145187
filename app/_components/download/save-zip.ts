import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { freeSpent } from "./spent-bytes.ts";
import type { ZipParts } from "./zip-photos.ts";

/**
 * Browsers that write no files themselves get the zip in parts, each of which is in memory: from so many bytes on the
 * next file begins another part.
 */
export const PART_BYTES = 400_000_000;
/** From the second part on browsers ask first; whoever has to answer may be away for a while. */
const LINK_MS = 15 * 60_000;

interface FileTarget {
  createWritable(): Promise<WritableStream<Uint8Array>>;
}

type FilePicker = (options: {
  suggestedName: string;
  types: { description: string; accept: Record<string, string[]> }[];
}) => Promise<FileTarget>;

/** Saves a zip that is being made. */
export type SaveZip = (zip: ZipParts, signal: AbortSignal) => Promise<void>;

/**
 * Asks where to save, where the browser can write a file while it is made; call it first thing after a press. Returns
 * undefined when whoever was asked would rather not. Where the browser no longer knows of the press, as after a script
 * that took seconds to come, the zip is saved in parts.
 */
export async function chooseTarget(suggested: string): Promise<SaveZip | undefined> {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: FilePicker };
  if (!showSaveFilePicker) return (zip) => saveInParts(zip, suggested);
  const types = [{ description: browserTranslations("download")("zip"), accept: { "application/zip": [".zip"] } }];
  try {
    const target = await showSaveFilePicker.call(window, { suggestedName: `${suggested}.zip`, types });
    return (zip, signal) => writeTo(target, zip, signal);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "AbortError") return undefined;
    if (name === "SecurityError") return (zip) => saveInParts(zip, suggested);
    throw error;
  }
}

async function writeTo(target: FileTarget, zip: ZipParts, signal: AbortSignal): Promise<void> {
  const stream = await zip.next(Number.POSITIVE_INFINITY);
  if (!stream) return;
  const writer = (await target.createWritable()).getWriter();
  const file = new WritableStream<Uint8Array>({
    async write(chunk) {
      await writer.write(chunk);
      freeSpent(chunk);
    },
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
  await stream.pipeTo(file, { signal });
}

async function saveInParts(zip: ZipParts, name: string): Promise<void> {
  let part = 0;
  for (let stream = await zip.next(PART_BYTES); stream; stream = await zip.next(PART_BYTES)) {
    const blob = await new Response(stream as BodyInit, { headers: { "content-type": "application/zip" } }).blob();
    part++;
    saveBlob(blob, part === 1 ? `${name}.zip` : `${name} (${part}).zip`);
  }
}

/**
 * Links of parts that browsers may still read, the latest last. With more of them the oldest ends: each part is in
 * memory.
 */
const MAX_LINKS = 4;
const links: string[] = [];

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  links.push(link.href);
  if (links.length > MAX_LINKS) URL.revokeObjectURL(links.shift() ?? "");
  setTimeout(() => URL.revokeObjectURL(link.href), LINK_MS);
}
