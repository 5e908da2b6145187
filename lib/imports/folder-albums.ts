import { cleanPath, getFolder, type ImportEntry } from "./entry.ts";

/** In one title. */
const MAX_NAMES = 8;

/**
 * Titles of albums for the folders that photos are in: a folder's name, with as many of those above it as tell it from
 * others ("2019 / Paris"). Undefined for what is in no folder, as at the top of a zip.
 */
export function nameAlbumsByFolder(photos: readonly ImportEntry[]): (photo: ImportEntry) => string | undefined {
  const titles = new Map<string, string>();
  let unnamed = [...new Set(photos.map(toFolder))].filter((folder) => folder !== "").map((folder) => folder.split("/"));
  for (let depth = 1; unnamed.length > 0; depth++) {
    const alike = Map.groupBy(unnamed, (names) => names.slice(-depth).join(" / "));
    unnamed = [];
    for (const [title, folders] of alike) {
      for (const names of folders) {
        if (folders.length === 1 || names.length <= depth || depth === MAX_NAMES) titles.set(names.join("/"), title);
        else unnamed.push(names);
      }
    }
  }
  return (photo) => titles.get(toFolder(photo));
}

/** The folder of a photo with those above it; of a zip only those in it, which its other parts have too. */
function toFolder({ part, path }: ImportEntry): string {
  return getFolder(/\.zip$/i.test(part) ? path : cleanPath(`${part}/${path}`));
}
