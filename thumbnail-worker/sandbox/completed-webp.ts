import { copyFile, type FileHandle, open } from "node:fs/promises";

/* RFC 9649: a head with the length of all that follows, then chunks, each a type and a length before its data. */

const HEAD_BYTES = 8;
const FIRST_CHUNK_AT = 12;
/** Of the bytes of a picture: what zeros decode to, which follows, looks like a part of the picture. */
const MIN_SHOWN_PART = 0.85;
/** A frame of an animation is one. */
const MAX_CHUNKS = 10_000;
const STILLS = new Set(["VP8 ", "VP8L"]);
const PICTURES = new Set([...STILLS, "ANMF"]);
/** A decoder that runs out of bytes a little before its last pixel gives none at all. */
const EXTRA_BYTES = 1024;

export interface CompletedWebp {
  path: string;
  /** Whether all parts are there: no more than the length of the file is wrong. */
  isWhole: boolean;
}

/**
 * The file that decoders are to open for a WebP whose end is missing, which goes with the folder of the original: a
 * copy that ends with its picture or last whole frame, or whose picture goes on in zeros. libvips opens no other,
 * although libwebp decodes what is there. Undefined for a whole file, and for one of which too little is there.
 */
export async function completedWebp(path: string): Promise<CompletedWebp | undefined> {
  const completion = await planCompletion(path);
  if (!completion) return undefined;
  const { end, cut, isWhole } = completion;
  const copy = `${path}.webp`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    await file.truncate(end);
    if (cut) await writeLength(file, cut.at, cut.length);
    await writeLength(file, 0, end - HEAD_BYTES);
  } finally {
    await file.close();
  }
  return { path: copy, isWhole };
}

interface Completion {
  /** Where the file ends. */
  end: number;
  /** The picture that goes on in zeros, and how long it becomes. */
  cut?: { at: number; length: number };
  isWhole: boolean;
}

/** Undefined unless a picture is there, or most of one, and not the whole file, and its lengths agree. */
async function planCompletion(path: string): Promise<Completion | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const named = HEAD_BYTES + (await readHead(file, 0)).length;
    if (named <= size) return undefined;
    let at = FIRST_CHUNK_AT;
    let hasPicture = false;
    for (let count = 0; at + HEAD_BYTES <= size && count < MAX_CHUNKS; count++) {
      const { type, length } = await readHead(file, at);
      const dataAt = at + HEAD_BYTES;
      if (dataAt + length > size) {
        if (!STILLS.has(type)) break;
        const isEnough = size - dataAt >= length * MIN_SHOWN_PART && dataAt + length <= named;
        return isEnough ? lengthened(at, length + EXTRA_BYTES) : undefined;
      }
      hasPicture ||= PICTURES.has(type);
      at = dataAt + length + (length % 2);
    }
    // Some programs count the head as well; no part has so few bytes that another one could be missing. The padding of
    // the last one may be.
    return hasPicture ? { end: at, isWhole: at >= size && named - size <= HEAD_BYTES } : undefined;
  } finally {
    await file.close();
  }
}

function lengthened(at: number, length: number): Completion {
  return { end: at + HEAD_BYTES + length + (length % 2), cut: { at, length }, isWhole: false };
}

async function readHead(file: FileHandle, at: number): Promise<{ type: string; length: number }> {
  const { buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, at);
  return { type: buffer.toString("latin1", 0, 4), length: buffer.readUInt32LE(4) };
}

async function writeLength(file: FileHandle, at: number, length: number): Promise<void> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  await file.write(bytes, 0, bytes.length, at + 4);
}
