import { openAsBlob } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { isHidden, leftOutReasons } from "#lib/images/intake.ts";
import type { ImportEntry } from "#lib/imports/entry.ts";
import { importReasons } from "#lib/imports/reasons.ts";
import { type ArchiveEntries, listZipEntries } from "#lib/imports/zip-entries.ts";
import { FileBytes } from "./file-bytes.ts";

/**
 * Every file in folders and zips, and what of it cannot be read. Zips in a folder are opened, since exports come as
 * many; zips in zips are not. Hidden folders count as one and are not opened; links to folders are not followed,
 * because they may lead in circles.
 * @throws Error of the file system when a source itself cannot be read
 */
export async function findEntries(sources: readonly string[]): Promise<ArchiveEntries> {
  const found: ArchiveEntries = { entries: [], leftOut: [] };
  for (const source of sources) {
    const info = await stat(source);
    const isFolder = info.isDirectory();
    const folder = isFolder ? source : dirname(source);
    for await (const path of isFolder ? listFiles(source, source, found) : [source])
      await readFile(folder, path, found);
  }
  return found;
}

/** Where a file is, for people and for the memory of hashes: in a folder, or in a zip as if that were one. */
export function toDisplayPath({ part, path }: Pick<ImportEntry, "part" | "path">): string {
  return path === "" ? part : join(part, path);
}

async function readFile(folder: string, path: string, found: ArchiveEntries): Promise<void> {
  const name = toName(folder, path);
  const leaveOut = (reason: string) => void found.leftOut.push({ path: name, part: folder, reason });
  if (isHidden(name, folder)) return leaveOut(leftOutReasons.hidden);
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) return leaveOut(importReasons.folderLink);
  if (!info?.isFile()) return leaveOut(leftOutReasons.other);
  if (/\.zip$/i.test(basename(path))) await listZipEntries(new FileBytes(path, info.size), path, found);
  else {
    const { size: bytes, mtimeMs: modifiedMs } = info;
    found.entries.push({ path: name, part: folder, bytes, modifiedMs, open: () => openAsBlob(path) });
  }
}

/** All files below a folder of a source; a folder in it that cannot be read is left out. */
async function* listFiles(folder: string, source: string, found: ArchiveEntries): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (folder === source) throw error;
    found.leftOut.push({ path: toName(source, folder), part: source, reason: importReasons.folderUnreadable });
    return [];
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isHidden(toName(source, path), source)) yield* listFiles(path, source, found);
    else yield path;
  }
}

/** The path of a file as entries have it. */
function toName(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/").normalize("NFC");
}
