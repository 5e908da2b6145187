import { type MetadataFacts, mergeFacts, toLine, toParagraphs } from "#lib/metadata/facts.ts";
import { readXmpFacts } from "#lib/metadata/xmp-facts.ts";
import { type ByteSource, withFileSource } from "./byte-source.ts";
import { readExifFacts } from "./exif-facts.ts";
import { readGifXmp } from "./gif-xmp.ts";
import { readIptcFacts } from "./iptc-facts.ts";
import { readJpegResources } from "./jpeg-iptc.ts";
import { jpegSegments } from "./jpeg-segments.ts";
import { readJpegXmp } from "./jpeg-xmp.ts";
import { type PngMetadata, readPngMetadata } from "./png-metadata.ts";
import { readExifBlock, readTiffDirectories, type TiffDirectories } from "./tiff-directory.ts";
import { readWebpChunks } from "./webp-chunks.ts";

/** EXIF blocks of one picture that are read. */
const MAX_BLOCKS = 4;
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
  // The decoder hands out one, which some programs leave with hardly anything in it, and write another.
  const own = png?.exif ?? webp?.exif ?? readIf("image/jpeg", readJpegExif) ?? [];
  const directories = tiff ? [tiff] : readBlocks(own.length > 0 || !header.exif ? own : [header.exif]);
  const packets = (tag: number) => directories.map((one) => packetOf(one, tag));
  const [xmp, iptc] = await Promise.all([
    mergedFacts([...readXmpPackets(path, header), webp?.xmp, png?.xmp, ...packets(XMP_TAG)], readXmpFacts),
    mergedFacts([resources, png?.iptc, ...packets(IPTC_TAG), ...packets(PHOTOSHOP_TAG)], readIptcFacts),
  ]);
  return {
    exif: mergeFacts(directories.map(readExifFacts)),
    xmp,
    iptc,
    png: png ? toPngFacts(png) : {},
  };
}

/** Those that the decoder found; of JPEG and GIF those that it does not look for as well. */
function readXmpPackets(path: string, { contentType, xmp }: HeaderBlocks): (Buffer | undefined)[] {
  if (contentType === "image/gif") return [withFileSource(path, readGifXmp)];
  if (contentType === "image/jpeg" && xmp) return withFileSource(path, readJpegXmp);
  return [xmp];
}

const XMP_TAG = 0x02bc;
const IPTC_TAG = 0x83bb;
const PHOTOSHOP_TAG = 0x8649;

/** As TIFF carries it, and some programs in EXIF. */
function packetOf({ ifd0 }: TiffDirectories, tag: number): Buffer | undefined {
  const value = ifd0.get(tag);
  if (Buffer.isBuffer(value)) return value;
  return undefined;
}

function readBlocks(blocks: Buffer[]): TiffDirectories[] {
  const read = blocks.slice(0, MAX_BLOCKS).filter((block) => block.length <= MAX_EXIF_BYTES);
  return read.flatMap((block) => readExifBlock(block) ?? []);
}

const APP1 = 0xe1;

function readJpegExif(source: ByteSource): Buffer[] {
  return Array.from(jpegSegments(source, APP1, "Exif\0\0", "Exif\0\xff"), ({ data }) => data);
}

async function mergedFacts(
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
