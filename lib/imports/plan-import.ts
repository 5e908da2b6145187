import { foldName } from "#lib/fold-words.ts";
import { MAX_COLLECTIONS } from "#lib/images/collection.ts";
import { MAX_CAPTION_LENGTH } from "#lib/images/embedded-text.ts";
import { type Intake, isHidden, leftOutReasons, takeIn } from "#lib/images/intake.ts";
import { SNIFF_BYTES } from "#lib/images/sniff-content-type.ts";
import { getFolder, getName, type ImportEntry, type LeftOutEntry, readStart } from "./entry.ts";
import { createExportParts, findPlace } from "./export-parts.ts";
import { nameAlbumsByFolder } from "./folder-albums.ts";
import { type GoogleFolders, type JsonFile, readGoogleFolders } from "./google-folders.ts";
import { findTableNotes, readAppleTables } from "./icloud-folders.ts";
import { splitExtension } from "./name-parts.ts";
import { type Beside, type PlannedPhoto, type PlanOptions, planPhoto, toAlbumTitle } from "./plan-photo.ts";
import { importReasons } from "./reasons.ts";
import { type Collections, readCatalogues } from "./skylight-catalogue.ts";
import { readXmpSidecars } from "./xmp-sidecars.ts";

/* What becomes of every file of an export, before the first is sent: photo, sidecar, album, or left out and why. */

export interface ImportPlan {
  photos: PlannedPhoto[];
  /** Paths of what was read beside photos. */
  sidecars: ImportEntry[];
  /** What an export of Skylight has besides photos. */
  collections: Collections;
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
  const plan: ImportPlan = {
    photos: [],
    sidecars: [],
    collections: { albums: [], tags: [] },
    albums: [],
    leftOut: [],
    notes: [],
  };
  const hidden = entries.filter(({ path, part }) => isHidden(path, part));
  for (const entry of hidden) plan.leftOut.push(toLine(entry, leftOutReasons.hidden));
  const visible = entries.filter(({ path, part }) => !isHidden(path, part));
  const {
    json = [],
    csv = [],
    xmp = [],
    aae = [],
    zip = [],
    archive = [],
    split = [],
    other = [],
  } = Object.groupBy(visible, toGroup);
  const skylight = await readCatalogues(json);
  const parts = createExportParts(visible);
  const catalogues = new Set([...skylight.entries, ...skylight.unreadable]);
  const google = await readGoogleFolders(
    json.filter((entry) => !catalogues.has(entry)),
    parts,
  );
  const apple = await readAppleTables(csv, parts, options);
  const xmps = await readXmpSidecars(xmp, parts);
  for (const entry of skylight.unreadable) plan.leftOut.push(toLine(entry, importReasons.catalogueUnreadable));
  for (const entry of aae) plan.leftOut.push(toLine(entry, importReasons.appleEdits));
  for (const entry of zip) plan.leftOut.push(toLine(entry, importReasons.zipInZip));
  for (const entry of archive) plan.leftOut.push(toLine(entry, importReasons.otherArchive));
  for (const entry of split) plan.leftOut.push(toLine(entry, importReasons.splitArchive));

  const claimed = await planPhotos(plan, other, { skylight, google, apple, xmps }, options, contentTypeByExtension);
  plan.albums.push(...skylight.entries);
  plan.collections = skylight.collections;
  for (const copy of findCopies(google.files, claimed)) claimed.add(copy.entry);
  plan.collections = { ...plan.collections, descriptions: readAlbums(plan, google, options) };
  for (const file of google.files) settleJson(plan, file, google, claimed, options);
  for (const file of apple.files) {
    const { entry, table, isMemory } = file;
    for (const reason of findTableNotes(file)) plan.notes.push(toLine(entry, reason));
    if (isMemory) plan.leftOut.push(toLine(entry, importReasons.memory));
    else if (table?.kind === "details") plan.sidecars.push(entry);
    else if (table?.kind === "names") plan.albums.push(entry);
    else plan.leftOut.push(toLine(entry, table ? importReasons.emptyAlbum : leftOutReasons.other));
  }
  for (const entry of xmp) {
    if (claimed.has(entry)) plan.sidecars.push(entry);
    else plan.leftOut.push(toLine(entry, importReasons.sidecarLeftOver));
  }
  if (countTags(plan) > MAX_COLLECTIONS.tag) plan.notes.push({ path: "", part: "", reason: importReasons.tooManyTags });
  return plan;
}

/** How many tags stand beside photos; what files themselves say is known once they are uploaded. */
function countTags({ photos, collections }: ImportPlan): number {
  const names = photos.flatMap(({ facts }) => [...(facts.tags ?? []), ...(facts.people ?? [])]);
  return new Set([...collections.tags, ...names].map(foldName)).size;
}

/** Plans the photos, and returns which sidecars belong to a file, taken or not. */
async function planPhotos(
  plan: ImportPlan,
  files: readonly ImportEntry[],
  sources: Omit<Beside, "albumOfFolder">,
  options: PlanOptions,
  contentTypeByExtension: Readonly<Record<string, string>>,
): Promise<Set<ImportEntry>> {
  const claimed = new Set<ImportEntry>();
  const offered = files.map((entry) => ({
    path: entry.path,
    part: entry.part,
    type: "",
    readHead: () => readStart(entry, SNIFF_BYTES),
  }));
  const intakes = await takeIn(offered, contentTypeByExtension);
  const isTaken = (intake: Intake | undefined) => intake !== undefined && "contentType" in intake;
  const albumOfFolder = nameAlbumsByFolder(files.filter((_, index) => isTaken(intakes[index])));
  for (const [index, entry] of files.entries()) {
    const { sidecars, unreadable, outcome } = await planPhoto(
      entry,
      intakes[index],
      { ...sources, albumOfFolder },
      options,
    );
    for (const sidecar of sidecars) claimed.add(sidecar);
    for (const sidecar of unreadable) {
      plan.notes.push(toLine(sidecar, importReasons.sidecarUnreadable));
    }
    if ("reason" in outcome) plan.leftOut.push(toLine(entry, outcome.reason));
    else plan.photos.push(outcome);
  }
  return claimed;
}

/** Whether what an export says of its albums and photos would be missing, though its photos would come in. */
export function lacksCatalogue({ leftOut }: ImportPlan): boolean {
  return leftOut.some(({ reason }) => reason === importReasons.catalogueUnreadable);
}

/** Sidecars that say again what one that belongs to a file says, as those of a part that was downloaded twice. */
function findCopies(files: readonly JsonFile[], claimed: ReadonlySet<ImportEntry>): JsonFile[] {
  const toPath = ({ entry }: JsonFile) => findPlace(entry).path;
  const says = ({ content }: JsonFile) => JSON.stringify(content);
  const left = Map.groupBy(
    files.filter(({ entry, content }) => content.kind === "photo" && !claimed.has(entry)),
    toPath,
  );
  if (left.size === 0) return [];
  const used = files.filter(({ entry }) => claimed.has(entry));
  return used.flatMap((file) => left.get(toPath(file))?.filter((copy) => says(copy) === says(file)) ?? []);
}

/** Descriptions of Google's albums by title, if any, with a note where a title is that of albums in several folders. */
function readAlbums(plan: ImportPlan, google: GoogleFolders, options: PlanOptions): Map<string, string> | undefined {
  const folders = new Map<string, string>();
  const descriptions = new Map<string, string>();
  for (const file of google.files) {
    const { entry, content } = file;
    const { albums, kind } = google.find(entry);
    const title = toAlbumTitle(file, options);
    if (content.kind !== "album" || title === undefined || kind !== undefined || !albums.includes(file)) continue;
    const folder = getFolder(findPlace(entry).path);
    if ((folders.get(title) ?? folder) !== folder) plan.notes.push(toLine(entry, importReasons.sameTitle));
    folders.set(title, folder);
    const comments = options.comments ? content.comments.join("\n") : "";
    const description = [content.description ?? "", comments].filter((text) => text !== "").join("\n\n");
    if (description === "" || descriptions.has(title)) continue;
    descriptions.set(title, description);
    if (description.length > MAX_CAPTION_LENGTH) plan.notes.push(toLine(entry, importReasons.descriptionCut));
  }
  return descriptions.size > 0 ? descriptions : undefined;
}

function settleJson(
  plan: ImportPlan,
  file: JsonFile,
  google: GoogleFolders,
  claimed: ReadonlySet<ImportEntry>,
  options: PlanOptions,
): void {
  const { entry, content } = file;
  if (claimed.has(entry)) plan.sidecars.push(entry);
  else if (content.kind === "photo") plan.leftOut.push(toLine(entry, importReasons.sidecarWithoutPhoto));
  else if (content.kind === "unreadable") plan.leftOut.push(toLine(entry, importReasons.jsonUnreadable));
  else if (!google.find(entry).albums.includes(file)) plan.leftOut.push(toLine(entry, importReasons.otherJson));
  else if (google.find(entry).kind !== undefined) {
    plan.leftOut.push(toLine(entry, importReasons.googleFolder));
  } else if (toAlbumTitle(file, options) === undefined) {
    plan.leftOut.push(toLine(entry, importReasons.untitledAlbum));
  } else {
    plan.albums.push(entry);
    const hasComments = content.kind === "album" && content.comments.length > 0;
    if (hasComments && !options.comments) plan.notes.push(toLine(entry, importReasons.comments));
  }
}

const GROUPS = ["json", "csv", "xmp", "aae", "zip"] as const;
/** Takeouts come as .tgz too, which can only be read from one end to the other. */
const ARCHIVES = new Set(["tgz", "tar", "gz", "bz2", "xz", "zst", "7z", "rar"]);

/** "a.z01", "a.zip.001" */
const SPLIT_ARCHIVE = /\.(?:z\d\d|(?:zip|7z|rar|tgz|gz|tar)\.\d{3})$/i;

/** How a file is read, by its ending. */
export function toGroup({ path }: ImportEntry): (typeof GROUPS)[number] | "archive" | "split" | "other" {
  if (SPLIT_ARCHIVE.test(path)) return "split";
  const extension = splitExtension(getName(path)).extension.slice(1).toLowerCase();
  if (ARCHIVES.has(extension)) return "archive";
  return GROUPS.find((group) => group === extension) ?? "other";
}

function toLine({ path, part }: ImportEntry, reason: string): LeftOutEntry {
  return { path, part, reason };
}
