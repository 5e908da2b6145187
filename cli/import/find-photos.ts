import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type AcceptedContentType, contentTypeForFileName } from "#lib/images/image.ts";

export interface PhotoFile {
  path: string;
  fileName: string;
  contentType: AcceptedContentType;
  bytes: number;
  modifiedMs: number;
}

/**
 * The pictures in a folder and all folders below it, in the order of their paths. Hidden files and folders are left
 * out, and links to folders are not followed, because they may lead in circles. `others` counts files of other kinds.
 * @throws Error of the file system when the folder itself cannot be read
 */
export async function findPhotos(folder: string): Promise<{ photos: PhotoFile[]; others: number }> {
  const photos: PhotoFile[] = [];
  let others = 0;
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const below = await findPhotos(path);
      photos.push(...below.photos);
      others += below.others;
      continue;
    }
    const contentType = contentTypeForFileName(entry.name);
    const info = await stat(path).catch(() => undefined);
    if (contentType && info?.isFile()) {
      photos.push({ path, fileName: basename(path), contentType, bytes: info.size, modifiedMs: info.mtimeMs });
    } else {
      others++;
    }
  }
  return { photos, others };
}
