import { type MetadataFacts, mergeFacts, toLine, toParagraphs } from "#lib/metadata/facts.ts";
import { readXmpFacts } from "#lib/metadata/xmp-facts.ts";
import { type ByteSource, withFileSource } from "./byte-source.ts";
import { readExifFacts } from "./exif-facts.ts";
import { readGifXmp } from "./gif-xmp.ts";
import { readIptcFacts } from "./iptc-facts.ts";
import { readJpegResources } from "./jpeg-iptc.ts";
import { jpegSegments } from "./jpeg-segments.ts";
import { isPartOfXmp, readJpegXmp } from "./jpeg-xmp.ts";
import { type PngMetadata, readPngMetadata } from "./png-metadata.ts";
import { readExifBlock, readTiffDirectories, type TiffDirectories } from "./tiff-directory.ts";
import { readWebpChunks } from "./webp-chunks.ts";

/** Cameras keep to 64 KB for each; previews and depth maps in such blocks are what makes others large. */
const MAX_EXIF_BYTES = 2 * 1024 * 1024;

/** The blocks that the decoder found in a picture's header. */
export interface HeaderBlocks {
  contentType: string;
  exif?: Buffer | undefined;
  xmp?: Buffer | undefined;
  iptc?: Buffer | undefined;
}

/** What the blocks of a picture say, block by block. */
export interface PictureFacts {
  exif: MetadataFacts;
  xmp: MetadataFacts;
  iptc: MetadataFacts;
  png: MetadataFacts;
}

/**
 * Reads every block of metadata of a picture: those the decoder found, and those it does not look for.
 * What cannot be read is left out; nothing in a file makes it throw.
 */
export async function readPictureFacts(path: string, header: HeaderBlocks): Promise<PictureFacts> {
  const readIf = <Result>(contentType: string, read: (source: ByteSource) => Result) =>
    header.contentType === contentType ? withFileSource(path, read) : undefined;
  const png = readIf("image/png", readPngMetadata);
  const tiff = readIf("image/tiff", readTiffDirectories);
  const webp = readIf("image/webp", readWebpChunks);
  const resources = header.iptc && (readIf("image/jpeg", readJpegResources) ?? header.iptc);
  const directories =
    tiff ??
    firstReadable([png?.exif, header.exif, webp?.exif]) ??
    // The decoder hands out the first, which some programs leave empty.
    firstReadable(readIf("image/jpeg", readJpegExif) ?? []);
  const [xmp, iptc] = await Promise.all([
    firstFacts([...readXmpPackets(path, header), webp?.xmp, png?.xmp, packetOf(tiff, XMP_TAG)], readXmpFacts),
    firstFacts([resources, png?.iptc, packetOf(tiff, IPTC_TAG), packetOf(tiff, PHOTOSHOP_TAG)], readIptcFacts),
  ]);
  return {
    exif: directories ? readExifFacts(directories) : {},
    xmp,
    iptc,
    png: png ? toPngFacts(png) : {},
  };
}

/** Those that the decoder found, completed by those that it does not look for in JPEG and GIF. */
function readXmpPackets(path: string, { contentType, xmp }: HeaderBlocks): (Buffer | undefined)[] {
  if (contentType === "image/gif") return [withFileSource(path, readGifXmp)];
  if (contentType === "image/jpeg" && xmp && isPartOfXmp(xmp)) return withFileSource(path, readJpegXmp);
  return [xmp];
}

const XMP_TAG = 0x02bc;
const IPTC_TAG = 0x83bb;
const PHOTOSHOP_TAG = 0x8649;

function packetOf(tiff: TiffDirectories | undefined, tag: number): Buffer | undefined {
  const value = tiff?.ifd0.get(tag);
  if (Buffer.isBuffer(value)) return value;
  return undefined;
}

const APP1 = 0xe1;

function readJpegExif(source: ByteSource): Buffer[] {
  return Array.from(jpegSegments(source, APP1, "Exif\0\0", "Exif\0\xff"), ({ data }) => data);
}

function firstReadable(blocks: (Buffer | undefined)[]): TiffDirectories | undefined {
  for (const block of blocks) {
    const directories = block && block.length <= MAX_EXIF_BYTES ? readExifBlock(block) : undefined;
    if (directories) return directories;
  }
  return undefined;
}

async function firstFacts(
  blocks: (Buffer | undefined)[],
  read: (block: Buffer) => Promise<MetadataFacts | undefined>,
): Promise<MetadataFacts> {
  const found: (MetadataFacts | undefined)[] = [];
  for (const block of blocks) if (block) found.push(await read(block));
  return mergeFacts(found);
}

const MAX_TEXT_LENGTH = 8_000;

/** PNG's own keywords, see section 11.3.3 of its specification. */
function toPngFacts({ texts, modified }: PngMetadata): MetadataFacts {
  const created = texts.get("Creation Time");
  return {
    original: created === undefined ? undefined : { text: created },
    modified,
    title: toLine(texts.get("Title"), MAX_TEXT_LENGTH),
    caption: toParagraphs(texts.get("Description"), MAX_TEXT_LENGTH),
  };
}
