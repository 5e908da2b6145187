import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A file of an archive. */
export interface ArchiveEntry {
  /** Path inside the archive, with forward slashes. */
  path: string;
  body: Buffer;
}

/** What would otherwise differ from build to build or from machine to machine. */
const FIXED = {
  compressionLevel: 9,
  forceDosTimestamp: true,
  /** A file that everyone may read. */
  mode: 0o100644,
};

/**
 * A zip archive of a few files, its entries in order of their paths. The same files give the same bytes, so that a
 * package that did not change is not deployed again.
 */
export async function zipArchive(entries: ArchiveEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  // Where the format's calendar begins; it knows local times only.
  const mtime = new Date(1980, 0, 1);
  for (const { path, body } of entries.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    zip.addBuffer(body, path, { ...FIXED, mtime });
  }
  zip.end();
  return buffer(zip.outputStream);
}
