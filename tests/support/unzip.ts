import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

const CENTRAL_HEADER = 0x0201_4b50;
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;

/** Unpacks a zip without a comment into a folder, the way it is done everywhere: by its central directory. */
export async function unzip(archive: string, folder: string): Promise<void> {
  const zip = await readFile(archive);
  let at = zip.readUInt32LE(zip.length - END_BYTES + 16);
  while (zip.readUInt32LE(at) === CENTRAL_HEADER) {
    const [packedBytes, nameBytes] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const name = zip.toString("utf8", at + CENTRAL_HEADER_BYTES, at + CENTRAL_HEADER_BYTES + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const start = local + LOCAL_HEADER_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, inflateRawSync(zip.subarray(start, start + packedBytes)));
    at += CENTRAL_HEADER_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}
