import type { AcceptedContentType } from "./image.ts";
import { sniffFile } from "./sniff-content-type.ts";

/*
 * One rule for the folder button, dropping and the importer: which of the files that somebody offers are taken, and as
 * what. What is left out is named, counted and no error. Pure, and without the schemas that image.ts brings along.
 */

export type LeftOut = "hidden" | "live_photo" | "video" | "raw" | "unreadable" | "other";

/** Why a file is left out, for people. */
export const leftOutReasons: Record<LeftOut, string> = {
  hidden: "A hidden file, or one that a system keeps for itself.",
  live_photo: "The moving part of a Live Photo. Videos are not supported yet.",
  video: "Videos are not supported yet.",
  raw: "Raw camera files are not supported yet.",
  unreadable: "Your browser can't read this file or folder.",
  other: "This file type isn't supported. Use JPEG, HEIC, PNG, WebP, AVIF, GIF or TIFF.",
};

export interface OfferedFile {
  /** With the folders it came in, or just its name; "/" between them. */
  path: string;
  /** What the path begins in, where that has a path itself. */
  part?: string | undefined;
  /** As the system calls it; empty where it has no name for it. */
  type: string;
  /** Whether nothing of it can be read. */
  isUnreadable?: boolean | undefined;
  /** Its first bytes, at least SNIFF_BYTES of them where there are so many. */
  readHead(): Promise<Uint8Array>;
}

export type Intake = { contentType: AcceptedContentType } | { leftOut: LeftOut };

/** Files that are open at the same time; one in an archive costs some 50 KB. */
const BATCH_SIZE = 32;
const VIDEO_EXTENSIONS = new Set("3g2 3gp avi flv insv m2ts m4v mkv mov mp4 mpeg mpg mts ogv qt webm wmv".split(" "));
const RAW_EXTENSIONS = new Set(
  "3fr arw cr2 cr3 crw dcr dng erf fff gpr iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f".split(
    " ",
  ),
);
/** What systems put into folders of photos beside names that begin with a dot. */
const SYSTEM_NAMES = new Set(
  "thumbs.db|desktop.ini|@eadir|__macosx|$recycle.bin|#recycle|@recycle|lost+found|system volume information".split(
    "|",
  ),
);

/** The same, of names with a dot that no album of Google's has. */
const SYSTEM_DOT_NAME =
  /^\.(?:_|(?:ds_store|thumbnails|nomedia|directory)$|trash|picasa|spotlight|fseventsd|apple|st(?:folder|versions))/;

/**
 * Whether a file, or a folder that it is in, is one that a system, not a person, put there; `part` is what the path
 * begins in. Albums of a Google Takeout are folders with titles, which may begin with a dot too.
 */
export function isHidden(path: string, part = ""): boolean {
  const names = path.split("/");
  const above = part.split(/[\\/]/);
  const titlesFrom = [...above, ...names].findIndex(isTakeoutFolder) + 2;
  return names.some((name, index) => {
    const folded = name.toLowerCase();
    const isTitle = titlesFrom > 1 && index + above.length >= titlesFrom;
    return SYSTEM_NAMES.has(folded) || (isTitle ? SYSTEM_DOT_NAME.test(folded) : name.startsWith("."));
  });
}

/**
 * Whether a folder is that which a Takeout is unpacked into; a second part is beside it as "Takeout 2" or "Takeout
 * (1)".
 */
export function isTakeoutFolder(name: string): boolean {
  return /^takeout(?:[ _-]?\d{1,3}|[ _-]?\(\d{1,3}\))?$/i.test(name);
}

/** Paths of pictures without their endings, by which takeIn knows the moving part of a Live Photo. */
export function listPictureStems(
  files: readonly Pick<OfferedFile, "path">[],
  contentTypeByExtension: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const isPicture = ({ path }: Pick<OfferedFile, "path">) => Object.hasOwn(contentTypeByExtension, getExtension(path));
  return new Set(files.filter(isPicture).map(({ path }) => getStem(path)));
}

/**
 * What becomes of each of the files that are offered together; reads into those alone whose names name no picture.
 * `stems` are those of all files where more are offered than these.
 */
export async function takeIn(
  files: readonly OfferedFile[],
  contentTypeByExtension: Readonly<Record<string, string>>,
  stems: ReadonlySet<string> = listPictureStems(files, contentTypeByExtension),
): Promise<Intake[]> {
  const typeByExtension = new Map(Object.entries(contentTypeByExtension));
  const known: KnownPictures = {
    typeByExtension,
    types: new Set(typeByExtension.values()),
    stems,
  };
  const intakes: Intake[] = [];
  for (let start = 0; start < files.length; start += BATCH_SIZE) {
    const some = files.slice(start, start + BATCH_SIZE);
    intakes.push(...(await Promise.all(some.map((file) => takeInOne(file, known)))));
  }
  return intakes;
}

interface KnownPictures {
  typeByExtension: ReadonlyMap<string, string>;
  types: ReadonlySet<string>;
  /** Paths of pictures without their endings. */
  stems: ReadonlySet<string>;
}

async function takeInOne(
  { path, part, type, isUnreadable, readHead }: OfferedFile,
  known: KnownPictures,
): Promise<Intake> {
  if (isHidden(path, part)) return { leftOut: "hidden" };
  if (isUnreadable) return { leftOut: "unreadable" };
  const extension = getExtension(path);
  // A broken picture is taken by its name all the same: its owner is then told what is wrong with it.
  const named = known.types.has(type) ? type : known.typeByExtension.get(extension);
  const isRaw = RAW_EXTENSIONS.has(extension);
  if (named !== undefined && !isRaw) return { contentType: named as AcceptedContentType };
  const sniffed = sniffFile(await readHead().catch(() => new Uint8Array()));
  // Raw files are TIFF by their first bytes.
  if (sniffed?.kind === "image" && !(isRaw && sniffed.contentType === "image/tiff")) {
    return { contentType: sniffed.contentType };
  }
  if (isRaw) return { leftOut: "raw" };
  if (type.startsWith("video/") || VIDEO_EXTENSIONS.has(extension)) {
    return { leftOut: extension === "mov" && known.stems.has(getStem(path)) ? "live_photo" : "video" };
  }
  return { leftOut: sniffed?.kind === "image" ? "other" : (sniffed?.kind ?? "other") };
}

/** Why a file that is sent as it is cannot be taken, by its type and name; undefined where they do not tell. */
export function findUnsupportedKind(fileName: string, contentType: string): "video" | "raw" | undefined {
  const extension = getExtension(fileName);
  // "image/x-canon-cr2", "image/x-adobe-dng"
  const typeEnding = /^image\/x-(?:.*-)?(\w+)$/.exec(contentType)?.[1] ?? "";
  if (RAW_EXTENSIONS.has(extension) || RAW_EXTENSIONS.has(typeEnding)) return "raw";
  return contentType.startsWith("video/") || VIDEO_EXTENSIONS.has(extension) ? "video" : undefined;
}

function getExtension(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** The path without its ending, in lower case: IMG_1.HEIC and IMG_1.mov belong together. */
function getStem(path: string): string {
  return path.slice(0, path.length - getExtension(path).length).toLowerCase();
}
