import { type FileHandle, open } from "node:fs/promises";
import type { ArchiveBytes } from "#lib/imports/entry.ts";

const CHUNK_BYTES = 64 * 1024;

/**
 * A file, or a part of it, read as far as somebody asks. Node's own openAsBlob() keeps sizes in 32 bits: of a file of
 * 5 GiB it shows one.
 */
export class FileBytes implements ArchiveBytes {
  readonly size: number;
  readonly #path: string;
  readonly #start: number;

  /** `bytes` from `start` on, which the file must have. */
  constructor(path: string, bytes: number, start = 0) {
    this.size = bytes;
    this.#path = path;
    this.#start = start;
  }

  slice(from = 0, to = this.size): FileBytes {
    const start = Math.min(Math.max(from, 0), this.size);
    const end = Math.min(Math.max(to, start), this.size);
    return new FileBytes(this.#path, end - start, this.#start + start);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Response(this.stream()).arrayBuffer();
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const end = this.#start + this.size;
    const path = this.#path;
    let at = this.#start;
    let file: FileHandle | undefined;
    return new ReadableStream(
      {
        async pull(controller) {
          file ??= await open(path);
          const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - at));
          const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead));
          if (bytesRead > 0 && at < end) return;
          await file.close();
          controller.close();
        },
        cancel: () => file?.close(),
      },
      { highWaterMark: 0 },
    );
  }
}
