import { open } from "node:fs/promises";
import type { Cicp } from "./cicp-profile.ts";

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const CHUNK_OVERHEAD_BYTES = 12;
/** It comes before the pixels, and not many chunks do. */
const MAX_CHUNKS = 64;

/** The colours that a PNG names by code points, its cICP chunk (PNG third edition, 11.3.2.6); undefined without one. */
export async function readPngCicp(path: string): Promise<Cicp | undefined> {
  const file = await open(path);
  try {
    for (let at = SIGNATURE_BYTES, count = 0; count < MAX_CHUNKS; count++) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_OVERHEAD_BYTES), 0, CHUNK_OVERHEAD_BYTES, at);
      const type = buffer.toString("latin1", 4, 8);
      if (bytesRead < CHUNK_OVERHEAD_BYTES || type === "IDAT") return undefined;
      const length = buffer.readUInt32BE(0);
      if (type === "cICP" && length === 4) return { primaries: buffer[8] ?? 2, transfer: buffer[9] ?? 2 };
      at += CHUNK_OVERHEAD_BYTES + length;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
