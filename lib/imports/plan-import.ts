import type { AcceptedContentType } from "#lib/images/image.ts";
import { isHidden, leftOutReasons, takeIn } from "#lib/images/intake.ts";
import { SNIFF_BYTES, sniffFile } from "#lib/images/sniff-content-type.ts";
import { getFolder, getName, type ImportEntry, type LeftOutEntry, readStart } from "./entry.ts";
import { type GoogleFolders, type JsonFile, readGoogleFolders, toFacts, toFileKey } from "./google-folders.ts";
import { type AppleTables, readAppleTables } from "./icloud-folders.ts";
import { mergeSidecarFacts, type SidecarFacts } from "./sidecar-facts.ts";
import { readCatalogues, type SkylightCatalogues } from "./skylight-catalogue.ts";
import { splitExtension } from "./takeout-names.ts";
import { readXmpSidecars, type XmpSidecars } from "./xmp-sidecars.ts";

/* What becomes of every file of an export, before the first is sent: photo, sidecar, album, or left out and why. */

export interface PlanOptions {
  /** Whether photos of the trash come in. */
  trashed: boolean;
  /** How archived photos come in, if at all. */
  archived: "archived" | "shown" | "out";
  partner: boolean;
  locked: boolean;
  /** Whether an album without a title becomes one with the name of its folder. */
  untitledAlbums: boolean;
  albumsByFolder: boolean;
  /** An album for all of them. */
  album?: string | undefined;
}

export interface PlannedPhoto {
  entry: ImportEntry;
  /** What it was called before it was exported. */
  fileName: string;
  contentType: AcceptedContentType;
  facts: SidecarFacts;
  /** Titles of the albums that it is in. */
  albums: string[];
}

export interface ImportPlan {
  photos: PlannedPhoto[];
  /** Paths of what was read beside photos. */
  sidecars: ImportEntry[];
  /** The files that make a folder an album, or list one. */
  albums: ImportEntry[];
  leftOut: LeftOutEntry[];
  /** What is worth a line though nothing is left out; `reason` says it. */
  notes: LeftOutEntry[];
}

/**
 * Decides on every entry of an export. All parts of it have to be given, since a sidecar is often in another part than
 * its photo. Reads sidecars whole and of other files the first bytes.
 */
export async function planImport(
  entries: readonly ImportEntry[],
  options: PlanOptions,
  contentTypeByExtension: Readonly<Record<string, string>>,
): Promise<ImportPlan> {
  const plan: ImportPlan = { photos: [], sidecars: [], albums: [], leftOut: [], notes: [] };
  const hidden = entries.filter(({ path }) => isHidden(path));
  for (const entry of hidden) plan.leftOut.push(toLine(entry, leftOutReasons.hidden));
  const visible = entries.filter(({ path }) => !isHidden(path));
  const { json = [], csv = [], xmp = [], aae = [], zip = [], other = [] } = Object.groupBy(visible, toGroup);
  const skylight = await readCatalogues(json);
  const google = await readGoogleFolders(json.filter((entry) => !skylight.entries.includes(entry)));
  const apple = await readAppleTables(csv);
  const xmps = await readXmpSidecars(xmp);
  for (const entry of aae) plan.leftOut.push(toLine(entry, "Apple's list of edits. The photo already has them."));
  for (const entry of zip) plan.leftOut.push(toLine(entry, "A zip inside a zip. Unpack it first."));

  const claimed = await planPhotos(plan, other, { skylight, google, apple, xmps }, options, contentTypeByExtension);
  plan.albums.push(...skylight.entries);
  for (const file of google.files) settleJson(plan, file, google, claimed, options);
  for (const { entry, table } of apple.files) {
    if (table?.kind === "details") plan.sidecars.push(entry);
    else if (table?.kind === "names") plan.albums.push(entry);
    else
      plan.leftOut.push(
        toLine(entry, table ? "This album's list is empty, so no album was made." : leftOutReasons.other),
      );
  }
  for (const entry of xmp) {
    if (claimed.has(toFileKey(entry))) plan.sidecars.push(entry);
    else plan.leftOut.push(toLine(entry, "The photo for this sidecar is missing or has another sidecar."));
  }
  return plan;
}

interface Beside {
  skylight: SkylightCatalogues;
  google: GoogleFolders;
  apple: AppleTables;
  xmps: XmpSidecars;
}

/** Plans the photos, and returns which sidecars belong to a file, taken or not, as toFileKey() writes them. */
async function planPhotos(
  plan: ImportPlan,
  files: readonly ImportEntry[],
  { skylight, google, apple, xmps }: Beside,
  options: PlanOptions,
  contentTypeByExtension: Readonly<Record<string, string>>,
): Promise<Set<string>> {
  const claimed = new Set<string>();
  const offered = files.map((entry) => ({
    path: entry.path,
    type: "",
    readHead: () => readStart(entry, SNIFF_BYTES),
  }));
  const intakes = await takeIn(offered, contentTypeByExtension);
  for (const [index, entry] of files.entries()) {
    const intake = intakes[index];
    const folder = google.find(entry);
    const match = folder.find(getName(entry.path));
    const xmp = xmps.find(entry);
    for (const sidecar of [match?.sidecar.entry, xmp?.entry]) if (sidecar) claimed.add(toFileKey(sidecar));
    if (!intake || "leftOut" in intake) {
      plan.leftOut.push(toLine(entry, leftOutReasons[intake?.leftOut ?? "other"]));
      continue;
    }
    const facts = mergeSidecarFacts([
      skylight.find(entry),
      xmp?.facts,
      match && toFacts(match.sidecar.content),
      apple.find(entry),
    ]);
    const isArchived = facts.archived === true || folder.kind === "archive";
    const reason = google.isOtherService(entry)
      ? "From another Google service."
      : findReason({ ...facts, archived: isArchived }, folder.kind, options);
    if (reason !== undefined) {
      plan.leftOut.push(toLine(entry, reason));
      continue;
    }
    const contentType = await findContentType(entry, intake.contentType);
    if ("reason" in contentType) {
      plan.leftOut.push(toLine(entry, contentType.reason));
      continue;
    }
    if (match?.sidecar.content.kind === "unreadable") {
      plan.notes.push(toLine(match.sidecar.entry, "This sidecar can't be read. Its photo is imported without it."));
    }
    if (xmp && !xmp.facts)
      plan.notes.push(toLine(xmp.entry, "This sidecar can't be read. Its photo is imported without it."));
    const folderAlbums = folder.kind === undefined ? folder.albums : [];
    const titles = folderAlbums.flatMap((file) => toAlbumTitle(file, options) ?? []);
    plan.photos.push({
      entry,
      fileName: toFileName(getName(entry.path), facts.fileName, match?.edited),
      contentType: contentType.contentType,
      facts: { ...facts, archived: isArchived && options.archived === "archived" ? true : undefined },
      albums: [
        ...new Set([
          ...titles,
          ...(facts.albums ?? []),
          ...(options.albumsByFolder && getFolder(entry.path) !== "" ? [getName(getFolder(entry.path))] : []),
          ...(options.album === undefined ? [] : [options.album]),
        ]),
      ],
    });
  }
  return claimed;
}

function findReason(facts: SidecarFacts, kind: string | undefined, options: PlanOptions): string | undefined {
  if (!options.trashed && (facts.trashed || kind === "trash")) return "In the trash.";
  if (options.archived === "out" && facts.archived) return "In the archive.";
  if (!options.partner && facts.isFromPartner) return "A partner's photo.";
  if (!options.locked && (facts.isLocked || kind === "locked")) return "In the locked folder.";
  return undefined;
}

/** The type by the first bytes: Google gives JPEGs the names of HEICs. By the name where they are of nothing known. */
async function findContentType(
  entry: ImportEntry,
  named: AcceptedContentType,
): Promise<{ contentType: AcceptedContentType } | { reason: string }> {
  try {
    const sniffed = sniffFile(await readStart(entry, SNIFF_BYTES));
    if (sniffed?.kind === "video") return { reason: leftOutReasons.video };
    return { contentType: sniffed?.kind === "image" ? sniffed.contentType : named };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function settleJson(
  plan: ImportPlan,
  file: JsonFile,
  google: GoogleFolders,
  claimed: ReadonlySet<string>,
  options: PlanOptions,
): void {
  const { entry, content } = file;
  if (claimed.has(toFileKey(entry))) plan.sidecars.push(entry);
  else if (content.kind === "photo") plan.leftOut.push(toLine(entry, "The photo for this sidecar is missing."));
  else if (content.kind === "unreadable") plan.leftOut.push(toLine(entry, "This JSON file can't be read."));
  else if (!google.find(entry).albums.includes(file))
    plan.leftOut.push(toLine(entry, "This JSON file isn't about a photo."));
  else if (google.find(entry).kind !== undefined) {
    plan.leftOut.push(toLine(entry, "Google's own folder, not an album. Its photos are imported."));
  } else if (toAlbumTitle(file, options) === undefined) {
    plan.leftOut.push(toLine(entry, "This album has no title, so no album was made. Its photos are imported."));
  } else {
    plan.albums.push(entry);
    if (content.kind === "album" && content.hasComments)
      plan.notes.push(toLine(entry, "Comments on this album are not imported."));
  }
}

function toAlbumTitle({ entry, content }: JsonFile, { untitledAlbums }: PlanOptions): string | undefined {
  if (content.kind !== "album") return undefined;
  return content.title || (untitledAlbums ? getName(getFolder(entry.path)) : undefined);
}

/** The photo's name before the export, with the ending that its file has; titles may be paths, cut or without an ending. */
function toFileName(name: string, title: string | undefined, edited: string | undefined): string {
  const known = title
    ?.replace(/^(?:\.*[\\/])+/, "")
    .replaceAll(/[\\/]/g, "_")
    .trim();
  if (!known) return name;
  const { extension } = splitExtension(name);
  const { stem } = MEDIA_EXTENSION.test(known) ? splitExtension(known) : { stem: known };
  return `${stem}${edited ?? ""}${extension}`;
}

const MEDIA_EXTENSION =
  /\.(?:jpe?g|jpe|jfif|heic|heif|hif|avif|png|gif|webp|tiff?|bmp|dng|nef|cr[23]|arw|raf|orf|rw2|mp4?|mov|m4v|avi|3gp)$/i;

const GROUPS = ["json", "csv", "xmp", "aae", "zip"] as const;

function toGroup({ path }: ImportEntry): (typeof GROUPS)[number] | "other" {
  const extension = splitExtension(getName(path)).extension.slice(1).toLowerCase();
  return GROUPS.find((group) => group === extension) ?? "other";
}

function toLine({ path, part }: ImportEntry, reason: string): LeftOutEntry {
  return { path, part, reason };
}
