import { open, readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { type AcceptedContentType, contentTypeByExtension } from "#lib/images/image.ts";
import { isHidden, type LeftOut, type OfferedFile, takeIn } from "#lib/images/intake.ts";
import { SNIFF_BYTES } from "#lib/images/sniff-content-type.ts";

export interface PhotoFile {
  path: string;
  fileName: string;
  contentType: AcceptedContentType;
  bytes: number;
  modifiedMs: number;
}

export interface FoundFiles {
  photos: PhotoFile[];
  leftOut: { path: string; kind: LeftOut }[];
}

/**
 * The pictures in a folder and all folders below it, in the order of their paths, and what is left out by the rule that
 * the browser goes by (intake.ts). Hidden folders count as one and are not opened; links to folders are not followed,
 * because they may lead in circles.
 * @throws Error of the file system when the folder itself cannot be read
 */
export async function findPhotos(folder: string): Promise<FoundFiles> {
  const found = await listFiles(folder);
  const toOffer = (path: string): OfferedFile => ({
    path: relative(folder, path).split(sep).join("/"),
    type: "",
    readHead: () => readHead(path),
  });
  const intakes = await takeIn(found.map(toOffer), contentTypeByExtension);
  const photos: PhotoFile[] = [];
  const leftOut: FoundFiles["leftOut"] = [];
  for (const [index, path] of found.entries()) {
    const intake = intakes[index];
    const info = intake && "contentType" in intake ? await stat(path).catch(() => undefined) : undefined;
    if (intake && "contentType" in intake && info?.isFile()) {
      const { contentType } = intake;
      photos.push({ path, fileName: basename(path), contentType, bytes: info.size, modifiedMs: info.mtimeMs });
    } else {
      leftOut.push({ path, kind: intake && "leftOut" in intake ? intake.leftOut : "other" });
    }
  }
  return { photos, leftOut };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isHidden(entry.name)) files.push(...(await listFiles(path)));
    else files.push(path);
  }
  return files;
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
