import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import type { Readable } from "node:stream";

/*
 * How an object lies on disk: one file that holds its body, then as JSON what S3 says of it, then the length of that
 * JSON in four bytes. Earlier versions kept three files of other names, which are still read.
 */
export const OBJECT_SUFFIX = "._object";
export const EARLIER_SUFFIX = "._S3rver_object";

const LENGTH_BYTES = 4;
/** Enough for what is said of an object, since headers have 16 KiB at most; an object that fits in is read at once. */
const TAIL_BYTES = 64 * 1024;
/** Enough for what is said of nearly every object. */
const USUAL_TAIL_BYTES = 1024;

export interface ObjectFacts {
  /** MD5 of the body in hex. */
  md5: string;
  /** The headers that come back with the object. */
  headers: Record<string, string>;
}

export interface StoredObject extends ObjectFacts {
  bytes: number;
  modifiedAt: Date;
  /** The body from byte `first` to `last`, both included. Closes the object, at the latest when all was read. */
  read(first: number, last: number): Uint8Array | Readable;
  close(): Promise<void>;
}

/** What stands behind the body. */
export function toTrailer(facts: ObjectFacts): Buffer {
  const json = Buffer.from(JSON.stringify(facts));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length]);
}

/** The object of a path without its ending, undefined when there is none. It stays what it is while it is open. */
export async function openObject(path: string): Promise<StoredObject | undefined> {
  const file = await openFile(path + OBJECT_SUFFIX);
  if (!file) return openEarlierObject(path);
  try {
    const { size, mtime } = await file.stat();
    const tail = Buffer.allocUnsafe(Math.min(size, TAIL_BYTES));
    await file.read(tail, 0, tail.length, size - tail.length);
    const parsed = parseTail(tail, size);
    if (!parsed) throw new Error(`Expected an object in ${path}${OBJECT_SUFFIX} but its end is damaged`);
    const { facts, bytes } = parsed;
    if (size > TAIL_BYTES) return { ...facts, bytes, modifiedAt: mtime, ...readerOf(file) };
    await file.close();
    const read = (first: number, last: number) => tail.subarray(first, last + 1);
    return { ...facts, bytes, modifiedAt: mtime, read, close: async () => {} };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The facts alone, for lists; without MD5 where the object is damaged, which can be deleted then. */
export function findObjectFacts(path: string): (ObjectFacts & { bytes: number; modifiedAt: Date }) | undefined {
  for (const suffix of [OBJECT_SUFFIX, EARLIER_SUFFIX]) {
    const file = ignoreMissing(() => openSync(path + suffix, "r"), undefined);
    if (file === undefined) continue;
    try {
      const { size, mtime } = fstatSync(file);
      if (suffix === EARLIER_SUFFIX) {
        const md5 = ignoreMissing(() => readFileSync(`${path}${suffix}.md5`, "latin1"), "");
        return { md5, headers: {}, bytes: size, modifiedAt: mtime };
      }
      const parsed = readTail(file, size, USUAL_TAIL_BYTES) ?? readTail(file, size, TAIL_BYTES);
      const { facts, bytes } = parsed ?? { facts: { md5: "", headers: {} }, bytes: size };
      return { ...facts, bytes, modifiedAt: mtime };
    } finally {
      closeSync(file);
    }
  }
  return undefined;
}

function readTail(file: number, size: number, most: number): ReturnType<typeof parseTail> {
  const tail = Buffer.allocUnsafe(Math.min(size, most));
  readSync(file, tail, 0, tail.length, size - tail.length);
  return parseTail(tail, size);
}

/** The files of an object of an earlier version, the one without which there is none first. */
export function earlierFiles(path: string): string[] {
  return [path + EARLIER_SUFFIX, `${path}${EARLIER_SUFFIX}.md5`, `${path}._S3rver_metadata.json`];
}

/** What the end of an object's file says; undefined where it is damaged, or longer than that end. */
function parseTail(tail: Buffer, size: number): { facts: ObjectFacts; bytes: number } | undefined {
  const end = tail.length - LENGTH_BYTES;
  const length = end < 0 ? Number.POSITIVE_INFINITY : tail.readUInt32BE(end);
  if (length > end) return undefined;
  try {
    return { facts: JSON.parse(tail.toString("utf8", end - length, end)), bytes: size - LENGTH_BYTES - length };
  } catch {
    return undefined;
  }
}

async function openEarlierObject(path: string): Promise<StoredObject | undefined> {
  const [body = "", ...facts] = earlierFiles(path);
  const file = await openFile(body);
  if (!file) return undefined;
  try {
    const [md5 = "", headers = ""] = await Promise.all(facts.map((fact) => readFile(fact, "utf8").catch(() => "")));
    const { size, mtime } = await file.stat();
    return { md5, headers: parseHeaders(headers), bytes: size, modifiedAt: mtime, ...readerOf(file) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Of an earlier version's file, which was not synced: where it is torn, the body is there all the same. */
function parseHeaders(text: string): Record<string, string> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function readerOf(file: FileHandle): Pick<StoredObject, "read" | "close"> {
  return {
    // The stream closes the file when it ends, however it does.
    read: (start, end) => file.createReadStream({ start, end }),
    close: () => file.close(),
  };
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    return ignoreMissing(() => {
      throw error;
    }, undefined);
  }
}

/** What is deleted while it is read is not there. */
export function ignoreMissing<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return otherwise;
    throw error;
  }
}
