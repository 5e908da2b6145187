import type { CaptureTime, CaptureTimeSource } from "#lib/images/capture-time.ts";
import { MAX_CAPTION_LENGTH, MAX_KEYWORD_LENGTH, MAX_KEYWORDS, MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import type { EmbeddedText, Shot } from "#lib/images/image.ts";
import { parseCaptureTime } from "#lib/images/parse-capture-time.ts";
import { type MetadataFacts, mergeFacts, type TimeText, toLine, toParagraphs } from "#lib/metadata/facts.ts";
import { type HeaderBlocks, type PictureFacts, readPictureFacts } from "./metadata/blocks.ts";
import { withNumberedMonth } from "./metadata/named-months.ts";

/*
 * Read in the render process, whose start everybody waits for: so without a schema library, which takes longest. The
 * worker checks what comes out of that process, see complete-capture.ts.
 */

export interface Capture {
  takenAt: CaptureTime | undefined;
  takenAtSource: CaptureTimeSource | undefined;
  shot: Shot | undefined;
  embedded: EmbeddedText | undefined;
}

/**
 * When, where and with what a picture was taken and what is written in it about itself: from its EXIF and, where that
 * is silent, from XMP, IPTC and PNG's own texts. What cannot be read is left out; nothing in a file makes it throw.
 */
export async function readCapture(path: string, header: HeaderBlocks): Promise<Capture> {
  const facts = await readPictureFacts(path, header);
  const { exif, xmp, iptc, png } = facts;
  const merged = mergeFacts([exif, xmp]);
  // People write into XMP and IPTC; what stands in EXIF is often the camera's own.
  const written = mergeFacts([xmp, iptc, exif, png]);
  return {
    ...chooseTime(facts),
    shot: orUndefined<Shot>({
      camera: toCameraName(merged),
      lens: merged.lens,
      exposureTime: merged.exposureTime,
      fNumber: merged.fNumber,
      focalLength: merged.focalLength,
      iso: merged.iso,
      ...merged.position,
    }),
    embedded: orUndefined<EmbeddedText>({
      title: toText(toLine(written.title, MAX_TITLE_LENGTH)),
      caption: toCaption([xmp, iptc, exif, png]),
      keywords: toKeywords([xmp, iptc, exif]),
      rating: written.rating,
    }),
  };
}

/** The first time that can be believed, in the order that captureTimeSources documents. */
function chooseTime({ exif, xmp, iptc, png }: PictureFacts): Pick<Capture, "takenAt" | "takenAtSource"> {
  const candidates: [CaptureTimeSource, TimeText | undefined][] = [
    ["exif_original", exif.original],
    ["exif_digitized", exif.digitized],
    ...(xmp.times ?? []).map((time): [CaptureTimeSource, TimeText] => ["xmp", time]),
    ["iptc", iptc.original],
    ["iptc", iptc.digitized],
    ["gps", exif.gpsTime],
    ["gps", xmp.gpsTime],
    ["exif_modified", exif.modified],
    ["png", png.original],
    ["png", png.modified],
  ];
  for (const [takenAtSource, time] of candidates) {
    const takenAt = time && parseCaptureTime(withNumberedMonth(time.text.slice(0, MAX_TIME_LENGTH)), time);
    if (takenAt !== undefined) return { takenAt, takenAtSource };
  }
  return { takenAt: undefined, takenAtSource: undefined };
}

const MAX_TIME_LENGTH = 64;

/** "Canon" and "Canon EOS 450D" are one name, "NIKON" and "COOLPIX P7000" are two. */
function toCameraName({ make, model }: MetadataFacts): string | undefined {
  if (make === undefined || model === undefined) return model ?? make;
  const [firstWord = ""] = make.split(" ");
  return model.toLowerCase().startsWith(firstWord.toLowerCase()) ? model : toLine(`${make} ${model}`);
}

/** Cameras that are given no description write what they are, and programs copy that into XMP. */
const CAMERA_TEXT = /^(?:\w+ )?(?:digital (?:still )?camera|dsc)$/i;

/** What programs write that have no text and write it all the same. */
const NO_TEXT = /^\(?(?:null|undefined)\)?$/i;
/** As Apple's system describes what it took of a screen. */
const SCREENSHOT = /^screenshot$/i;

function toText(text: string | undefined): string | undefined {
  return text === undefined || NO_TEXT.test(text) ? undefined : text;
}

function toCaption(blocks: MetadataFacts[]): string | undefined {
  return blocks
    .map(({ caption }) => toParagraphs(caption, MAX_CAPTION_LENGTH))
    .find((caption) => caption !== undefined && ![CAMERA_TEXT, NO_TEXT, SCREENSHOT].some((kind) => kind.test(caption)));
}

/** Those of all blocks together, each once, in their order. */
function toKeywords(blocks: MetadataFacts[]): string[] | undefined {
  const keywords = blocks
    .flatMap((block) => block.keywords ?? [])
    .map((keyword) => toText(toLine(keyword, MAX_KEYWORD_LENGTH)))
    .filter((keyword) => keyword !== undefined);
  return keywords.length > 0 ? [...new Set(keywords)].slice(0, MAX_KEYWORDS) : undefined;
}

function orUndefined<Value extends object>(
  value: { [Name in keyof Value]: Value[Name] | undefined },
): Value | undefined {
  const known = Object.entries(value).filter(([, part]) => part !== undefined);
  return known.length > 0 ? (Object.fromEntries(known) as Value) : undefined;
}
