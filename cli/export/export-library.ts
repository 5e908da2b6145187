import { createHash, hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pMap from "p-map";
import { createPathMaker, foldPath, isPathOf, SIDECAR_ENDING, toFileName } from "#lib/exports/archive-paths.ts";
import {
  type ExportedCollections,
  type ExportedImage,
  type ExportSource,
  listExported,
  readCollections,
  toCatalogueImage,
  writeCatalogue,
} from "#lib/exports/catalogue.ts";
import { createFolderChooser, type Folders } from "#lib/exports/export-folders.ts";
import { isOwnSidecar, toSidecar } from "#lib/exports/to-sidecar.ts";
import { CATALOGUE_NAME, type CatalogueImage } from "#lib/imports/skylight-catalogue.ts";
import { type ApiClient, RefusedError } from "../api/api-client.ts";
import { toDiskProblem } from "./disk-problem.ts";
import { embedXmp, withoutEmbeddedXmp } from "./embed-xmp.ts";
import { moveFile, setAside } from "./former-places.ts";
import { appear, replaceFile } from "./whole-file.ts";

export interface ExportSummary {
  downloaded: number;
  /** Files that were there already, with the right content. */
  kept: number;
  failed: { file: string; reason: string }[];
  /** Files into which no XMP could be embedded although it was asked for: see embedXmp(). */
  notEmbedded: number;
  /** Files that were at the place of a photo and not of this export, by the names that they have now. */
  setAside: string[];
  /** Files that were not tried, or not written, because the export was stopped or its disk takes no more. */
  left: number;
  /** Why the disk takes no more. */
  ended?: string | undefined;
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

/** Where an earlier run put images, by their id. */
type FormerPlaces = ReadonlyMap<string, string>;

/**
 * Reads what there is to export. A photo keeps the place of an earlier run for as long as it has the same name and
 * folder; no other gets that, also not of one that was deleted since. `wait` is called, again and again, while the
 * server is still reading the library.
 */
export async function planExport(
  client: Pick<ApiClient, "call">,
  wait: () => Promise<void>,
  former: FormerPlaces = new Map(),
  folders: Folders = "month",
): Promise<ExportPlan> {
  const source: ExportSource = { get: <Answer>(path: string) => client.call("GET", path) as Promise<Answer>, wait };
  const collections = await readCollections(source);
  const listed: ExportedImage[] = [];
  for await (const image of listExported(source)) listed.push(image);
  // Photos of one name are numbered as they came, which neither archiving nor a retry changes.
  listed.sort((one, other) => (one.id < other.id ? -1 : 1));
  const toPath = createPathMaker(former.values());
  const toFolder = createFolderChooser(folders, collections.albums);
  const kept = new Set<string>();
  const toPlace = (image: ExportedImage) => {
    const { id, fileName } = image;
    const [folder, before] = [toFolder(image), former.get(id)];
    if (before === undefined) return toPath(folder, fileName);
    // A folder that is only spelled otherwise now is the same for some file systems.
    const place = `${toFileName(folder)}/${before.slice(before.lastIndexOf("/") + 1)}`;
    const own = foldPath(place);
    if (own !== foldPath(before) || kept.has(own) || !isPathOf(place, folder, fileName))
      return toPath(folder, fileName);
    kept.add(own);
    return place;
  };
  return { collections, images: listed.map((image) => ({ image, file: toPlace(image) })) };
}

/**
 * Brings a folder to what the plan says: originals with their sidecars, and a catalogue of those that are there; one of
 * an earlier run stays unless all are. What is there already is read and compared by its hash; a file that an earlier run
 * put elsewhere, since its photo had another time then, is moved; what else is at a photo's place gets another name.
 * With `embedsXmp` JPEGs have their sidecar's XMP in them as well; the original in them is what is compared. Stops early
 * when `signal` is aborted or the disk is full.
 */
export async function exportLibrary(options: {
  plan: ExportPlan;
  former: FormerPlaces;
  folder: string;
  client: Pick<ApiClient, "download">;
  concurrency: number;
  embedsXmp: boolean;
  signal: AbortSignal;
  onDone: (image: ExportedImage) => void;
}): Promise<ExportSummary> {
  const { plan, former, folder, client, concurrency, embedsXmp, signal, onDone } = options;
  const summary: ExportSummary = { downloaded: 0, kept: 0, failed: [], notEmbedded: 0, setAside: [], left: 0 };
  const there = new Set<Placed>();
  await mkdir(folder, { recursive: true });
  const places = new Set(plan.images.map(({ file }) => file));

  const exportOne = async (placed: Placed) => {
    const { image, file } = placed;
    if (signal.aborted || summary.ended !== undefined) {
      summary.left++;
      return;
    }
    try {
      const path = join(folder, file);
      const isThere = async (at: string) => (await hashFile(at)) === image.sha256 || (await holdsOriginal(at, image));
      const before = former.get(image.id);
      if (before !== undefined && !places.has(before)) {
        // One that cannot be read or moved is fetched.
        await moveFile(join(folder, before), path, isThere).catch(() => undefined);
      }
      if ((await hashFile(path)) === image.sha256 || (embedsXmp && (await holdsOriginal(path, image)))) summary.kept++;
      else {
        const isOwn = before === file || (await isThere(path));
        const aside = isOwn ? undefined : await setAside(path);
        if (aside !== undefined) summary.setAside.push(relative(folder, aside));
        await fetchOriginal(client, image, path);
        summary.downloaded++;
      }
      const tags = plan.collections.toTagNames(image);
      const sidecar = toSidecar(image, tags);
      const theirs = await writeSidecar(`${path}${SIDECAR_ENDING}`, sidecar);
      if (theirs !== undefined) summary.setAside.push(relative(folder, theirs));
      if (embedsXmp && !(await embedInFile(path, image, sidecar))) summary.notEmbedded++;
      there.add(placed);
    } catch (error) {
      const problem = toDiskProblem(error);
      summary.ended ??= problem;
      if (signal.aborted || problem !== undefined) {
        summary.left++;
        return;
      }
      summary.failed.push({ file, reason: toMessage(error) });
      if (error instanceof RefusedError && error.code === "invalid_credentials") throw error;
    }
    onDone(image);
  };
  await pMap(plan.images, exportOne, { concurrency });
  const path = join(folder, CATALOGUE_NAME);
  // A catalogue of all is worth more than a newer one of some.
  const isWhole = there.size === plan.images.length;
  if (isWhole || !(await stat(path).catch(() => undefined))) {
    try {
      await replaceFile(path, writeCatalogue(plan.collections, listEntries(plan, there)));
    } catch (error) {
      const reason = toDiskProblem(error) ?? toMessage(error);
      summary.failed.push({ file: CATALOGUE_NAME, reason });
    }
  }
  return summary;
}

/** What the catalogue says of the images that are there, in the order of the plan. */
function* listEntries({ images, collections }: ExportPlan, there: ReadonlySet<Placed>): Generator<CatalogueImage> {
  for (const placed of images) {
    if (there.has(placed)) yield toCatalogueImage(placed.image, placed.file, collections.toTagNames(placed.image));
  }
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Undefined where there is no file. */
async function hashFile(path: string): Promise<string | undefined> {
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
  const content = createHash("sha256");
  await pipeline(createReadStream(path), content);
  return content.digest("hex");
}

/** Whether a file is an original with XMP that an earlier run embedded. */
async function holdsOriginal(path: string, { contentType, sha256 }: ExportedImage): Promise<boolean> {
  if (contentType !== "image/jpeg") return false;
  const file = await readFile(path).catch(() => undefined);
  return file !== undefined && hash("sha256", withoutEmbeddedXmp(file)) === sha256;
}

/** Brings the XMP in a file to what its sidecar says. Returns false where it can't be there. */
async function embedInFile(path: string, image: ExportedImage, sidecar: string | undefined): Promise<boolean> {
  if (image.contentType !== "image/jpeg") return sidecar === undefined;
  const file = await readFile(path);
  const isOriginal = hash("sha256", file) === image.sha256;
  const original = isOriginal ? file : withoutEmbeddedXmp(file);
  const copy = sidecar === undefined ? original : embedXmp(original, sidecar);
  if (!(copy ?? original).equals(file)) {
    await appear(path, async (partial) => {
      await writeFile(partial, copy ?? original);
      await keepTime(partial, image);
    });
  }
  return copy !== undefined;
}

/** @throws Error when what came is not what was uploaded */
async function fetchOriginal(client: Pick<ApiClient, "download">, image: ExportedImage, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appear(path, async (partial) => {
    const sha256 = await client.download(`/api/images/${image.id}/download`, async (body) => {
      const received = createHash("sha256");
      await pipeline(
        Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            received.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(partial),
      );
      return received.digest("hex");
    });
    if (sha256 !== image.sha256)
      throw new Error("What was downloaded is not what was uploaded. Run the same command again.");
    await keepTime(partial, image);
  });
}

/** A file's time is when it was taken. */
async function keepTime(path: string, { takenAt, uploadedAt }: ExportedImage): Promise<void> {
  const time = new Date(takenAt ?? uploadedAt);
  if (!Number.isNaN(time.getTime())) await utimes(path, time, time);
}

/** One that another program wrote stays, under another name where ours comes in its place. Returns that. */
async function writeSidecar(path: string, sidecar: string | undefined): Promise<string | undefined> {
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before === sidecar) return undefined;
  const isTheirs = before !== undefined && !isOwnSidecar(before);
  const aside = isTheirs && sidecar !== undefined ? await setAside(path) : undefined;
  if (sidecar !== undefined) await replaceFile(path, sidecar);
  else if (!isTheirs) await rm(path, { force: true });
  return aside;
}
