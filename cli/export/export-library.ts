import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pMap from "p-map";
import { createPathMaker, SIDECAR_ENDING, toMonthFolder } from "#lib/exports/archive-paths.ts";
import {
  type ExportedCollections,
  type ExportedImage,
  type GetJson,
  listExported,
  readCollections,
  toCatalogueImage,
  writeCatalogue,
} from "#lib/exports/catalogue.ts";
import { toSidecar } from "#lib/exports/to-sidecar.ts";
import { CATALOGUE_NAME, type CatalogueImage } from "#lib/imports/skylight-catalogue.ts";
import { type ApiClient, RefusedError } from "../api/api-client.ts";

export interface ExportSummary {
  downloaded: number;
  /** Files that were there already, with the right content. */
  kept: number;
  failed: { file: string; reason: string }[];
  /** Files that were not tried because the export was stopped. */
  left: number;
}

/** An image with its place in the folder. */
interface Placed {
  image: ExportedImage;
  file: string;
}

/** What is to be exported, and where to. */
export interface ExportPlan {
  collections: ExportedCollections;
  images: Placed[];
}

/** Reads what there is to export. Places are the same from run to run, for as long as nothing is deleted. */
export async function planExport(client: Pick<ApiClient, "call">): Promise<ExportPlan> {
  const get: GetJson = <Answer>(path: string) => client.call("GET", path) as Promise<Answer>;
  const collections = await readCollections(get);
  const toPath = createPathMaker();
  const images: Placed[] = [];
  for await (const image of listExported(get)) {
    images.push({ image, file: toPath(toMonthFolder(image.takenAt), image.fileName) });
  }
  return { collections, images };
}

/**
 * Brings a folder to what the plan says: originals with their sidecars, and a catalogue of those that are there; one of
 * an earlier run stays unless all are. What is there already is read and compared by its hash; nothing else in the folder
 * is touched. Stops early when `signal` is aborted.
 */
export async function exportLibrary(options: {
  plan: ExportPlan;
  folder: string;
  client: Pick<ApiClient, "download">;
  concurrency: number;
  signal: AbortSignal;
  onDone: (image: ExportedImage) => void;
}): Promise<ExportSummary> {
  const { plan, folder, client, concurrency, signal, onDone } = options;
  const summary: ExportSummary = { downloaded: 0, kept: 0, failed: [], left: 0 };
  const entries: (CatalogueImage | undefined)[] = [];
  await mkdir(folder, { recursive: true });

  const exportOne = async ({ image, file }: Placed, index: number) => {
    if (signal.aborted) {
      summary.left++;
      return;
    }
    try {
      const path = join(folder, file);
      if ((await hashFile(path)) === image.sha256) summary.kept++;
      else {
        await fetchOriginal(client, image, path);
        summary.downloaded++;
      }
      const tags = plan.collections.toTagNames(image);
      await writeSidecar(`${path}${SIDECAR_ENDING}`, toSidecar(image, tags));
      entries[index] = toCatalogueImage(image, file, tags);
    } catch (error) {
      if (signal.aborted) {
        summary.left++;
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      summary.failed.push({ file, reason });
      if (error instanceof RefusedError && error.code === "invalid_credentials") throw error;
    }
    onDone(image);
  };
  await pMap(plan.images, exportOne, { concurrency });
  const there = entries.filter((entry) => entry !== undefined);
  const path = join(folder, CATALOGUE_NAME);
  // A catalogue of all is worth more than a newer one of some.
  const isWhole = there.length === plan.images.length;
  if (isWhole || !(await stat(path).catch(() => undefined))) {
    await replaceFile(path, writeCatalogue(plan.collections, there));
  }
  return summary;
}

/** Undefined where there is no file. */
async function hashFile(path: string): Promise<string | undefined> {
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** A file appears under its name once it is whole. @throws Error when what came is not what was uploaded */
async function fetchOriginal(client: Pick<ApiClient, "download">, image: ExportedImage, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.part`;
  const sha256 = await client.download(`/api/images/${image.id}/download`, async (body) => {
    const hash = createHash("sha256");
    await pipeline(
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(partial),
    );
    return hash.digest("hex");
  });
  if (sha256 !== image.sha256) {
    await rm(partial);
    throw new Error("What was downloaded is not what was uploaded. Run the same command again.");
  }
  const time = new Date(image.takenAt ?? image.uploadedAt);
  if (!Number.isNaN(time.getTime())) await utimes(partial, time, time);
  await rename(partial, path);
}

async function writeSidecar(path: string, sidecar: string | undefined): Promise<void> {
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before === sidecar) return;
  if (sidecar === undefined) await rm(path, { force: true });
  else await replaceFile(path, sidecar);
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
