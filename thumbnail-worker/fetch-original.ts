import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** An original on the local disk, for as long as the caller's work takes. */
export interface FetchedOriginal {
  path: string;
  /** SHA-256 of what arrived, lower-case hex. */
  sha256: string;
}

/**
 * Writes a stream to a file of its own, hashing on the way, so that memory does not grow with the file; calls `use`
 * with it and removes it afterwards. Returns what `use` returns.
 */
export async function withFetchedOriginal<T>(
  stream: Readable,
  use: (original: FetchedOriginal) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "skylight-original-"));
  try {
    const path = join(folder, "original");
    const hash = createHash("sha256");
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(stream, hashing, createWriteStream(path, { mode: 0o600 }));
    return await use({ path, sha256: hash.digest("hex") });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
