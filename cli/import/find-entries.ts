import { openAsBlob } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { isHidden, leftOutReasons } from "#lib/images/intake.ts";
import type { ImportEntry, LeftOutEntry } from "#lib/imports/entry.ts";
import { type ArchiveEntries, listZipEntries } from "#lib/imports/zip-entries.ts";
import { FileBytes } from "./file-bytes.ts";

/**
 * Every file in folders and zips, and what of it cannot be read. Zips in a folder are opened, since exports come as many;
 * zips in zips are not. Hidden folders count as one and are not opened; links to folders are not followed, because they
 * may lead in circles.
 * @throws Error of the file system when a folder or zip itself cannot be read
 */
export async function findEntries(sources: readonly string[]): Promise<ArchiveEntries> {
  const found: ArchiveEntries = { entries: [], leftOut: [] };
  for (const source of sources) {
    const info = await stat(source);
    const isFolder = info.isDirectory();
    const folder = isFolder ? source : dirname(source);
    const paths = isFolder ? await listFiles(source) : [source];
    for (const path of paths) {
      const { entries, leftOut } = await readFile(folder, path);
      found.entries.push(...entries);
      found.leftOut.push(...leftOut);
    }
  }
  return found;
}

/** Where a file is, for people and for the memory of hashes: in a folder, or in a zip as if that were one. */
export function toDisplayPath({ part, path }: Pick<ImportEntry, "part" | "path">): string {
  return path === "" ? part : join(part, path);
}

async function readFile(folder: string, path: string): Promise<ArchiveEntries> {
  const name = relative(folder, path).split(sep).join("/");
  const leaveOut = (reason: string): ArchiveEntries => ({
    entries: [],
    leftOut: [{ path: name, part: folder, reason } satisfies LeftOutEntry],
  });
  if (isHidden(name)) return leaveOut(leftOutReasons.hidden);
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) return leaveOut(leftOutReasons.other);
  if (/\.zip$/i.test(basename(path))) return listZipEntries(new FileBytes(path, info.size), path);
  const entry = { path: name, part: folder, bytes: info.size, modifiedMs: info.mtimeMs, open: () => openAsBlob(path) };
  return { entries: [entry], leftOut: [] };
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
