import { updateCrc32 } from "./crc32.ts";
import { type ArchiveBytes, UnreadableEntryError } from "./entry.ts";

const LOCAL_SIGNATURE = 0x0403_4b50;
const LOCAL_HEADER_BYTES = 30;
const NAME_LENGTH_AT = 26;
const EXTRA_LENGTH_AT = 28;

/**
 * Where a file is in an archive, as the central directory says. Little is kept of each: there may be hundreds of
 * thousands.
 */
export interface ZipPlace {
  /** Of its local header, bytes from the start of the archive. */
  offset: number;
  isDeflated: boolean;
  compressedBytes: number;
  bytes: number;
  crc32: number;
}

/** Whether a file begins at this place of an archive. */
export async function isLocalHeader(archive: ArchiveBytes, offset: number): Promise<boolean> {
  const header = new DataView(await archive.slice(offset, offset + LOCAL_HEADER_BYTES).arrayBuffer());
  return header.byteLength === LOCAL_HEADER_BYTES && header.getUint32(0, true) === LOCAL_SIGNATURE;
}

/**
 * The content of a file in an archive, chunk by chunk. The stream fails with an UnreadableEntryError where size or
 * checksum are not those that the directory states.
 */
export async function openZipEntry(
  archive: ArchiveBytes,
  { offset, isDeflated, compressedBytes, bytes, crc32 }: ZipPlace,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const header = new DataView(await archive.slice(offset, offset + LOCAL_HEADER_BYTES).arrayBuffer());
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw toDamage("no header");
  // The local header's own lengths, which may differ from the directory's; of all else the directory's word counts.
  const names = header.getUint16(NAME_LENGTH_AT, true) + header.getUint16(EXTRA_LENGTH_AT, true);
  const start = offset + LOCAL_HEADER_BYTES + names;
  const packed = archive.slice(start, start + compressedBytes).stream();
  const content = isDeflated ? packed.pipeThrough(new DecompressionStream("deflate-raw")) : packed;
  const reader = content.getReader();
  let length = 0;
  let checksum = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          if (length < bytes) throw toDamage("it ends too early");
          if (checksum !== crc32) throw toDamage("its checksum is wrong");
          controller.close();
          return;
        }
        length += value.length;
        if (length > bytes) throw toDamage("it is larger than it should be");
        checksum = updateCrc32(checksum, value);
        controller.enqueue(value);
      } catch (error) {
        reader.cancel().catch(() => {});
        controller.error(error instanceof UnreadableEntryError ? error : toDamage("it cannot be unpacked"));
      }
    },
    cancel: () => reader.cancel(),
  });
}

function toDamage(what: string): UnreadableEntryError {
  return new UnreadableEntryError(`It is damaged in its archive: ${what}.`);
}
