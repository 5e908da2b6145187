import { downloadZip } from "#app/_components/download/download-zip.ts";
import { callPatiently, waitForLibrary } from "#app/_components/download/try-again.ts";
import type { ZipPhoto } from "#app/_components/download/zip-photos.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import {
  type ExportedCollections,
  listExported,
  readCollections,
  toCatalogueImage,
  writeCatalogue,
} from "#lib/exports/catalogue.ts";
import { createFolderChooser, type Folders } from "#lib/exports/export-folders.ts";
import { toSidecar } from "#lib/exports/to-sidecar.ts";
import { CATALOGUE_NAME, type CatalogueImage } from "#lib/imports/skylight-catalogue.ts";

/** Saves everything of an account as one zip: originals with sidecars in folders, and a catalogue. */
export function exportLibrary(total: number, folders: Folders): Promise<void> {
  const entries: CatalogueImage[] = [];
  let collections: Pick<ExportedCollections, "albums" | "tags" | "searches"> = { albums: [], tags: [], searches: [] };

  async function* listPhotos(signal: AbortSignal): AsyncGenerator<ZipPhoto> {
    const get = <Answer>(path: string) => callPatiently<Answer>(path, signal);
    const source = { get, wait: () => waitForLibrary(signal) };
    const read = await readCollections(source);
    collections = read;
    const toFolder = createFolderChooser(folders, read.albums);
    for await (const image of listExported(source)) {
      const { id, fileName, takenAt } = image;
      const tags = read.toTagNames(image);
      const describe = (path: string) => {
        entries.push(toCatalogueImage(image, path, tags));
        return toSidecar(image, tags);
      };
      yield { href: `/api/images/${id}/download`, fileName, takenAt, folder: toFolder(image), describe };
    }
  }

  return downloadZip({
    name: browserTranslations("account")("exportName"),
    total,
    photos: listPhotos,
    addTexts: () => ({ [CATALOGUE_NAME]: encode(writeCatalogue(collections, entries)) }),
  });
}

async function* encode(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}
