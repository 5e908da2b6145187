import { openAsBlob } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { SIDECAR_ENDING } from "#lib/exports/archive-paths.ts";
import { cleanPath } from "#lib/imports/entry.ts";
import { CATALOGUE_NAME, readCatalogue } from "#lib/imports/skylight-catalogue.ts";

/**
 * Where an earlier run put images, by their id, as its catalogue says; nothing where there is none that can be read.
 */
export async function readFormerPlaces(folder: string): Promise<ReadonlyMap<string, string>> {
  const path = join(folder, CATALOGUE_NAME);
  const places = new Map<string, string>();
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) return places;
  const entry = { path: CATALOGUE_NAME, part: folder, bytes: info.size, open: () => openAsBlob(path) };
  const note = ({ id, file }: { id: string; file: string }) => {
    if (cleanPath(file) === file.normalize("NFC")) places.set(id, file);
  };
  await readCatalogue(entry, note).catch(() => places.clear());
  return places;
}

/**
 * Brings a file and its sidecar to another place, unless something is there or `isRight` denies that it is the file.
 */
export async function moveFile(from: string, to: string, isRight: (path: string) => Promise<boolean>): Promise<void> {
  if (await stat(to).catch(() => undefined)) return;
  if (!(await isRight(from))) return;
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  const sidecar = `${to}${SIDECAR_ENDING}`;
  if (await stat(sidecar).catch(() => undefined)) return;
  await rename(`${from}${SIDECAR_ENDING}`, sidecar).catch(() => undefined);
}

/**
 * Gives what is at a photo's place, and is not that photo, another name there, since it may be all that somebody has of
 * it; with its sidecar. Returns the new path; undefined where nothing is there.
 */
export async function setAside(path: string): Promise<string | undefined> {
  const { dir, name, ext } = parse(path);
  const isThere = async (at: string) => (await stat(at).catch(() => undefined)) !== undefined;
  if (!(await isThere(path))) return undefined;
  let aside = path;
  for (let number = 1; (await isThere(aside)) || (await isThere(`${aside}${SIDECAR_ENDING}`)); number++)
    aside = join(dir, `${name} (before ${number})${ext}`);
  await rename(path, aside);
  await rename(`${path}${SIDECAR_ENDING}`, `${aside}${SIDECAR_ENDING}`).catch(() => undefined);
  return aside;
}
