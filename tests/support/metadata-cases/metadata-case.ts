import type { CaptureRecord } from "#lib/images/image.ts";
import type { TestFile } from "../image-factory.ts";
import { ascii, type Directories, type Entry, rationals, tiffBlock } from "../metadata-blocks.ts";
import { jpegWith } from "../pictures-with-metadata.ts";

/* Kinds of files that were read wrongly by some software, each with what is right for it; here what the kinds share. */

export interface MetadataCase {
  what: string;
  make: () => Promise<TestFile> | TestFile;
  /** What is known of the image in the end; of `shot` and `embedded` at least these. */
  expected: { [Name in keyof CaptureRecord]?: Partial<CaptureRecord[Name]> | undefined };
}

export const TAKEN = "2024:03:10 14:05:06";
export const takenAt = "2024-03-10T14:05:06";
/** Munich: an hour ahead of UTC in March. */
export const place = { latitude: 48.1, longitude: 11.5 };

export const make = ascii(0x010f, "Acme");
export const model = ascii(0x0110, "Z9");
export const original = ascii(0x9003, TAKEN);
export const gps: Entry[] = [
  ascii(1, "N"),
  rationals(2, [48, 1], [6, 1], [0, 1]),
  ascii(3, "E"),
  rationals(4, [11, 1], [30, 1], [0, 1]),
];
export const whole: Directories = { ifd0: [make, model], exif: [original], gps };
export const known: MetadataCase["expected"] = {
  takenAt,
  takenAtSource: "exif_original",
  takenOffset: "+01:00",
  shot: { camera: "Acme Z9", ...place },
};

export const jpeg = (directories: Directories, fileName?: string) =>
  jpegWith({ exif: tiffBlock(directories) }, fileName);
export const withEntry = (part: keyof Directories, ...entries: Entry[]): Directories => ({
  ...whole,
  [part]: [...(whole[part] ?? []), ...entries],
});
/** A time in EXIF with these further entries, and nothing else. */
export const timed = (text: string, ...entries: Entry[]): Directories => ({ exif: [ascii(0x9003, text), ...entries] });
export const day = ascii(29, "2016:01:02");
export const clock = rationals(7, [3, 1], [4, 1], [5, 1]);
/** A text in XMP as programs write it, for any language. */
export const alternative = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt>`;
