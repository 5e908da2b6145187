import { type AcceptedContentType, MAX_FILE_NAME_LENGTH } from "#lib/images/image.ts";
import { type Intake, leftOutReasons } from "#lib/images/intake.ts";
import { SNIFF_BYTES, sniffFile } from "#lib/images/sniff-content-type.ts";
import { getFolder, getName, type ImportEntry, readStart } from "./entry.ts";
import { type GoogleFolders, type JsonFile, toFacts } from "./google-folders.ts";
import type { AppleTables } from "./icloud-folders.ts";
import { splitExtension } from "./name-parts.ts";
import { readOnce } from "./read-once.ts";
import { importReasons } from "./reasons.ts";
import { mergeSidecarFacts, type SidecarFacts } from "./sidecar-facts.ts";
import type { SkylightCatalogues } from "./skylight-catalogue.ts";
import type { SidecarMatch } from "./takeout-names.ts";
import type { XmpSidecars } from "./xmp-sidecars.ts";

export interface PlanOptions {
  /** Whether photos of the trash come in. */
  trashed: boolean;
  /** How archived photos come in, if at all. */
  archived: "archived" | "shown" | "out";
  partner: boolean;
  locked: boolean;
  /** Whether an album without a title becomes one with the name of its folder. */
  untitledAlbums: boolean;
  /** Whether the memories that Apple makes of itself become albums. */
  memories: boolean;
  /** Whether comments on an album end its description. */
  comments: boolean;
  albumsByFolder: boolean;
  /** An album for all of them. */
  album?: string | undefined;
}

/** What comes in, and how, unless somebody says otherwise. */
export const defaultPlanOptions: PlanOptions = {
  trashed: false,
  archived: "archived",
  partner: true,
  locked: false,
  untitledAlbums: false,
  memories: false,
  comments: false,
  albumsByFolder: false,
};

export interface PlannedPhoto {
  entry: ImportEntry;
  /** What it was called before it was exported. */
  fileName: string;
  contentType: AcceptedContentType;
  facts: SidecarFacts;
  /** Titles of the albums that it is in. */
  albums: string[];
}

/** The metadata that accompanies the files of an export. */
export interface Beside {
  skylight: SkylightCatalogues;
  google: GoogleFolders;
  apple: AppleTables;
  xmps: XmpSidecars;
  /** The title of an album for the folder that it is in. */
  albumOfFolder(photo: ImportEntry): string | undefined;
}

/** What becomes of one file. */
export interface PhotoDecision {
  /** The sidecars that are its, whether or not it is taken. */
  sidecars: ImportEntry[];
  /** The sidecars of those that cannot be read. */
  unreadable: ImportEntry[];
  /** The photo, or why there is none. */
  outcome: PlannedPhoto | { reason: string };
}

/** Decides on one file by its first bytes and its metadata. */
export async function planPhoto(
  entry: ImportEntry,
  intake: Intake | undefined,
  { skylight, google, apple, xmps, albumOfFolder }: Beside,
  options: PlanOptions,
): Promise<PhotoDecision> {
  const folder = google.find(entry);
  const match = folder.find(getName(entry.path));
  const xmp = xmps.find(entry);
  const ofTables = apple.find(entry);
  const sidecars = [match?.sidecar.entry, xmp?.entry].filter((sidecar) => sidecar !== undefined);
  const leaveOut = (reason: string): PhotoDecision => ({ sidecars, unreadable: [], outcome: { reason } });

  if (!intake || "leftOut" in intake) return leaveOut(leftOutReasons[intake?.leftOut ?? "other"]);
  if (google.isOtherService(entry)) return leaveOut(importReasons.otherService);
  const known = mergeSidecarFacts([skylight.find(entry), xmp?.facts, match && toFactsOf(match), ofTables]);
  const isArchived = known.archived === true || folder.kind === "archive";
  const reason = findReason({ ...known, archived: isArchived }, folder.kind, options);
  if (reason !== undefined) return leaveOut(reason);
  const sniffed = await findContentType(entry, intake.contentType);
  if ("reason" in sniffed) return leaveOut(sniffed.reason);

  const folderTitle = options.albumsByFolder ? albumOfFolder(entry) : undefined;
  const folderAlbums = folder.kind === undefined ? folder.albums : [];
  return {
    sidecars,
    unreadable: [
      ...(match?.sidecar.content.kind === "unreadable" ? [match.sidecar.entry] : []),
      ...(xmp && !xmp.facts ? [xmp.entry] : []),
    ],
    outcome: {
      entry,
      fileName: toFileName(getName(entry.path), known.fileName, match?.edited),
      contentType: sniffed.contentType,
      facts: { ...known, archived: isArchived && options.archived === "archived" ? true : undefined },
      albums: [
        ...new Set([
          ...folderAlbums.flatMap((file) => toAlbumTitle(file, options) ?? []),
          ...(known.albums ?? []),
          ...(folderTitle === undefined ? [] : [folderTitle]),
          ...(options.album === undefined ? [] : [options.album]),
        ]),
      ],
    },
  };
}

/** What a sidecar says of a photo; what was deleted or locked was the picture that the sidecar is named after. */
function toFactsOf({ sidecar, isShared }: SidecarMatch<JsonFile>): SidecarFacts | undefined {
  const facts = toFacts(sidecar.content);
  return facts && isShared ? { ...facts, trashed: undefined, isLocked: undefined } : facts;
}

function findReason(facts: SidecarFacts, kind: string | undefined, options: PlanOptions): string | undefined {
  if (!options.trashed && (facts.trashed || kind === "trash")) return importReasons.trashed;
  if (options.archived === "out" && facts.archived) return importReasons.archived;
  if (!options.partner && facts.isFromPartner) return importReasons.partner;
  if (!options.locked && (facts.isLocked || kind === "locked")) return importReasons.locked;
  return undefined;
}

/** What a file is by its first bytes. */
export const sniffEntry = readOnce(async (entry) => sniffFile(await readStart(entry, SNIFF_BYTES)));

/** The type by the first bytes: Google gives JPEGs the names of HEICs. By the name where they are of nothing known. */
async function findContentType(
  entry: ImportEntry,
  named: AcceptedContentType,
): Promise<{ contentType: AcceptedContentType } | { reason: string }> {
  try {
    const sniffed = await sniffEntry(entry);
    if (sniffed?.kind === "video") return { reason: leftOutReasons.video };
    return { contentType: sniffed?.kind === "image" ? sniffed.contentType : named };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The title of an album; undefined for a file that is none, and for one that is to make none. */
export function toAlbumTitle({ entry, content }: JsonFile, { untitledAlbums }: PlanOptions): string | undefined {
  if (content.kind !== "album") return undefined;
  return content.title || (untitledAlbums ? getName(getFolder(entry.path)) : undefined);
}

/**
 * The photo's name before the export, with the ending that its file has, if any; titles may be paths, cut, without an
 * ending or longer than names may be.
 */
function toFileName(name: string, title: string | undefined, edited: string | undefined): string {
  const known = title
    ?.replace(/^(?:\.*[\\/])+/, "")
    .replaceAll(/[\\/]/g, "_")
    .trim();
  if (!known) return name;
  const own = splitExtension(name).extension;
  // "Screenshot at 10.20.30" may be the whole name of a file.
  const untitled = known.endsWith(own) ? known.slice(0, known.length - own.length) : known;
  const { stem, extension: titled } = MEDIA_EXTENSION.test(known)
    ? splitExtension(known)
    : { stem: untitled, extension: "" };
  const end = `${edited ?? ""}${titled !== "" && !MEDIA_EXTENSION.test(own) ? titled : own}`;
  return stem.slice(0, MAX_FILE_NAME_LENGTH - end.length).toWellFormed() + end;
}

const MEDIA_EXTENSION =
  /\.(?:jpe?g|jpe|jfif|heic|heif|hif|avif|png|gif|webp|tiff?|bmp|dng|nef|cr[23]|arw|raf|orf|rw2|mp4?|mov|m4v|avi|3gp)$/i;
