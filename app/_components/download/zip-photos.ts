import { makeZip } from "client-zip";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { createPathMaker, SIDECAR_ENDING } from "#lib/exports/archive-paths.ts";
import { countBeyond16Bits } from "./count-beyond-16-bits.ts";
import { toEntryTime } from "./entry-time.ts";
import { EndedError, FileError, fetchFile, GoneError, readFile, readSavedName } from "./fetch-file.ts";
import { markSpendable } from "./spent-bytes.ts";

/** A photo on its way into a zip. */
export interface ZipPhoto {
  /** Leads to its file, again and again. */
  href: string;
  /** How the file is called where its link does not say so. */
  fileName: string;
  /** When it was taken on the clock there, which becomes the time of its entry. */
  takenAt?: string | undefined;
  /** "" for none. */
  folder: string;
  /** The text of its sidecar, if it has one; asked for once its own path is known. */
  describe?: (path: string) => string | undefined;
}

export interface ZipContents {
  photos: AsyncIterable<ZipPhoto>;
  /** What comes after the photos, by path. */
  addTexts?: () => Record<string, Entry["input"]>;
  signal: AbortSignal;
  /** Asked where a photo is gone: whether all others are too, since the link that shows them has ended. */
  hasEnded?: (() => Promise<boolean>) | undefined;
  /** Is told how many photos are done. */
  onProgress: (done: number) => void;
}

export interface ZipFailure {
  fileName: string;
  reason: string;
}

/** A zip that is being made, perhaps in several parts. */
export interface ZipParts {
  failures: ZipFailure[];
  /** Whether the list of photos broke off, so that more are missing than are named. */
  isCut(): boolean;
  /**
   * The next part as a stream that ends after the photo with which it has at least `maxBytes`, and its sidecar;
   * undefined when there is no more. One part at a time.
   */
  next(maxBytes: number): Promise<ReadableStream<Uint8Array> | undefined>;
}

interface Entry {
  name: string;
  lastModified: Date;
  input: AsyncIterable<Uint8Array> | string;
  /** Whether it is of no use without the entry before it. */
  isSidecar?: boolean;
}

/** Files whose answers are waited for while another one is read, so that small ones follow each other at once. */
const LOOK_AHEAD = 3;

/** Puts photos into a zip, each as it is read, so that memory does not grow with them. What fails is listed in it. */
export function zipPhotos({ photos, addTexts, signal, hasEnded, onProgress }: ZipContents): ZipParts {
  const t = browserTranslations("download");
  const failures: ZipFailure[] = [];
  let partBytes = 0;
  let partFiles = 0;
  let isCut = false;
  const entries = readEntries();
  let upcoming: IteratorResult<Entry, void> | undefined;

  async function* readEntries(): AsyncGenerator<Entry, void> {
    const toPath = createPathMaker();
    let done = 0;
    for await (const { photo, answer } of lookAhead(listAsFarAsPossible(), ask)) {
      const fileName = answer instanceof Response ? (readSavedName(answer.url) ?? photo.fileName) : photo.fileName;
      if (answer instanceof Response) {
        const name = toPath(photo.folder, fileName);
        const lastModified = toEntryTime(photo.takenAt);
        const failed = failures.length;
        yield { name, lastModified, input: readCounted(photo, answer, fileName) };
        // By now its bytes have been read.
        const sidecar = failures.length === failed ? photo.describe?.(name) : undefined;
        if (sidecar !== undefined)
          yield { name: `${name}${SIDECAR_ENDING}`, lastModified, input: sidecar, isSidecar: true };
      } else if (answer instanceof EndedError) {
        if (done === 0) throw answer;
        isCut = true;
        failures.push({ fileName: t("rest"), reason: answer.message });
        break;
      } else {
        failures.push({ fileName, reason: answer.message });
      }
      onProgress(++done);
    }
    for (const [name, input] of Object.entries(addTexts?.() ?? {})) yield { name, lastModified: new Date(), input };
    if (failures.length > 0) {
      const input = failures.map(({ fileName, reason }) => `${fileName}: ${reason}\r\n`).join("");
      yield { name: toPath("", t("list")), lastModified: new Date(), input };
    }
  }

  async function ask(photo: ZipPhoto): Promise<Answered> {
    try {
      return { photo, answer: await fetchFile(photo.href, signal) };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const isOver = error instanceof GoneError && (await hasEnded?.().catch(() => false));
      return { photo, answer: isOver ? new EndedError(t("linkEnded")) : error };
    }
  }

  /** A zip of hours is not given up because its list breaks off: it ends with what has been listed. */
  async function* listAsFarAsPossible(): AsyncGenerator<ZipPhoto> {
    let isBegun = false;
    try {
      for await (const photo of photos) {
        isBegun = true;
        yield photo;
      }
    } catch (error) {
      if (signal.aborted || !isBegun) throw error;
      isCut = true;
      failures.push({ fileName: t("rest"), reason: toErrorMessage(error) });
    }
  }

  /** Of a file that breaks off for good its beginning stays in the zip, and its name is in the list. */
  async function* readCounted(photo: ZipPhoto, answer: Response, fileName: string): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of readFile(photo.href, answer, signal)) {
        partBytes += chunk.byteLength;
        yield markSpendable(chunk);
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failures.push({ fileName, reason: t("incomplete", { reason: error.message }) });
    }
  }

  async function* readPart(maxBytes: number): AsyncGenerator<Entry> {
    while (upcoming && !upcoming.done) {
      partFiles++;
      yield upcoming.value;
      upcoming = await entries.next();
      if (partBytes >= maxBytes && !upcoming.value?.isSidecar) return;
    }
  }

  return {
    failures,
    isCut: () => isCut,
    async next(maxBytes) {
      upcoming ??= await entries.next();
      if (upcoming.done) return undefined;
      partBytes = 0;
      partFiles = 0;
      return countBeyond16Bits(makeZip(readPart(maxBytes), { buffersAreUTF8: true }), () => partFiles);
    },
  };
}

type Answered = { photo: ZipPhoto; answer: Response | FileError };

/** Photos with their answers, in order; some are asked for ahead. */
async function* lookAhead(
  photos: AsyncIterable<ZipPhoto>,
  ask: (photo: ZipPhoto) => Promise<Answered>,
): AsyncGenerator<Answered> {
  const waiting: Promise<Answered>[] = [];
  for await (const photo of photos) {
    const answered = ask(photo);
    // Waited for below; until then nobody would hear of an abort.
    answered.catch(() => undefined);
    waiting.push(answered);
    if (waiting.length > LOOK_AHEAD) yield await (waiting.shift() as Promise<Answered>);
  }
  for (const answered of waiting) yield await answered;
}
