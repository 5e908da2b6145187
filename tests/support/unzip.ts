import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

const CENTRAL_HEADER = 0x0201_4b50;
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;
const STORED = 0;

interface ZipEntry {
  name: string;
  content: Buffer;
  /** On the clock, to two seconds: "2024-05-01T10:20:30". */
  time: string;
}

/** Unpacks a zip without a comment into a folder. */
export async function unzip(archive: string, folder: string): Promise<void> {
  for (const { name, content } of readZip(await readFile(archive))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** The entries of a zip without a comment, read the way it is done everywhere: by its central directory. */
export function readZip(zip: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(zip.length - END_BYTES + 16);
  while (zip.readUInt32LE(at) === CENTRAL_HEADER) {
    const [packedBytes, nameBytes] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const name = zip.toString("utf8", at + CENTRAL_HEADER_BYTES, at + CENTRAL_HEADER_BYTES + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const start = local + LOCAL_HEADER_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + packedBytes);
    const content = zip.readUInt16LE(at + 10) === STORED ? packed : inflateRawSync(packed);
    entries.push({ name, content, time: readTime(zip.readUInt16LE(at + 14), zip.readUInt16LE(at + 12)) });
    at += CENTRAL_HEADER_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function readTime(date: number, time: number): string {
  const pad = (number: number) => String(number).padStart(2, "0");
  const day = `${(date >> 9) + 1980}-${pad((date >> 5) & 15)}-${pad(date & 31)}`;
  return `${day}T${pad(time >> 11)}:${pad((time >> 5) & 63)}:${pad((time & 31) * 2)}`;
}
