import { toPosition } from "#lib/metadata/facts.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";
import { MAX_NAME_LENGTH, MAX_TEXT_LENGTH, truncateText } from "./truncate-text.ts";

/*
 * JSON files beside photos, known by what is in them: Google Takeout's of a photo or an album, and those of immich-go's
 * archives. Google documents none of it.
 */

export type JsonSidecar =
  | { kind: "photo"; facts: SidecarFacts }
  /** `title` is "" for an album without one. */
  | { kind: "album"; title: string; description?: string | undefined; comments: string[] }
  /** No JSON, or cut off. */
  | { kind: "unreadable" }
  /** JSON of something else. */
  | { kind: "other" };

/** Names, tags and albums of one photo, and comments on one album, that are read. */
const MAX_LIST_LENGTH = 100;
/** Members that Google gives photos alone; any may be missing. */
const PHOTO_MEMBERS = [
  ...["photoTakenTime", "creationTime", "geoDataExif", "googlePhotosOrigin", "imageViews", "url"],
  ...["favorited", "archived", "trashed", "inLockedFolder", "people"],
];
/** Members that it gives albums alone. */
const ALBUM_MEMBERS = ["albumData", "access", "date", "sharedAlbumComments"];

/** "a.jpg.json", "a.jpg.supplemental-metadata(1).json". */
const PHOTO_SIDECAR =
  /\.(?:jpe?g|jpe|jfif|heic|heif|hif|avif|png|gif|webp|tiff?)(?:\.[a-z-]*)?(?:\(\d{1,6}\))?\.json$/i;

/** What a JSON file of this name is and says. Never throws. */
export function readJsonSidecar(text: string, name: string): JsonSidecar {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return { kind: "unreadable" };
  }
  const json = toRecord(value);
  if (typeof json.fileName === "string") return { kind: "photo", facts: readImmichPhoto(json) };
  const has = (member: string) => member in json;
  const isNamedAsPhoto = typeof json.title === "string" && PHOTO_SIDECAR.test(name) && !ALBUM_MEMBERS.some(has);
  if (PHOTO_MEMBERS.some(has) || isNamedAsPhoto) return { kind: "photo", facts: readGooglePhoto(json) };
  const album = "albumData" in json ? toRecord(json.albumData) : json;
  if (typeof album.title === "string") {
    return {
      kind: "album",
      title: toGoogleText(album.title)?.trim() ?? "",
      description: toGoogleText(album.description),
      comments: toArray(album.sharedAlbumComments).slice(0, MAX_LIST_LENGTH).flatMap(toComment),
    };
  }
  return { kind: "other" };
}

/** "Ann: Lovely!"; nothing where there is no text, as of what somebody only liked. */
function toComment(value: unknown): string[] {
  const { text, contentOwnerName } = toRecord(value);
  const [said, name] = [toGoogleText(text)?.trim(), toGoogleText(contentOwnerName)?.trim()];
  if (said === undefined) return [];
  return [name === undefined ? said : `${name}: ${said}`];
}

function readGooglePhoto(json: JsonRecord): SidecarFacts {
  const origin = toRecord(json.googlePhotosOrigin);
  return {
    fileName: toGoogleText(json.title),
    caption: toGoogleText(json.description),
    takenMs: toMoment(toRecord(json.photoTakenTime).timestamp),
    // What somebody corrected in Google is in the first.
    position: toPlace(json.geoData) ?? toPlace(json.geoDataExif),
    favourite: toTrue(json.favorited),
    archived: toTrue(json.archived),
    trashed: toTrue(json.trashed),
    isFromPartner: "fromPartnerSharing" in origin ? true : undefined,
    isLocked: toTrue(json.inLockedFolder),
    people: toNames(json.people, "name", decodeSigns),
  };
}

/** https://github.com/simulot/immich-go, "archive": one JSON beside each photo, named after it. */
function readImmichPhoto(json: JsonRecord): SidecarFacts {
  const taken = typeof json.dateTaken === "string" ? Date.parse(json.dateTaken) : Number.NaN;
  return {
    fileName: toText(json.fileName),
    caption: toText(json.description),
    takenMs: toMoment(taken / 1000),
    // What is 0 it leaves out.
    position: "latitude" in json || "longitude" in json ? toPlace({ latitude: 0, longitude: 0, ...json }) : undefined,
    favourite: toTrue(json.favorited),
    archived: toTrue(json.archived),
    trashed: toTrue(json.trashed),
    isFromPartner: toTrue(json.fromPartner),
    rating: typeof json.rating === "number" && json.rating >= 1 && json.rating <= 5 ? json.rating : undefined,
    tags: toNames(json.tags, "value", (tag) => tag.slice(tag.lastIndexOf("/") + 1)),
    albums: toNames(json.albums, "title"),
  };
}

type JsonRecord = Record<string, unknown>;

function toRecord(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}

function toArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? keep(value) : undefined;
}

function toGoogleText(value: unknown): string | undefined {
  return toText(typeof value === "string" ? decodeSigns(value) : value);
}

const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#34": '"' };

/** Signs that HTML has a meaning for; many Takeouts have them as in HTML: "Mum&#39;s". */
function decodeSigns(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39|#34);/g, (whole, name: string) => SIGNS[name] ?? whole);
}

function keep(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : truncateText(text);
}

/** The names that a list has, each of bounded length. */
function toNames(value: unknown, member: string, toName = (text: string) => text): string[] | undefined {
  const names = toArray(value)
    .slice(0, MAX_LIST_LENGTH)
    .flatMap((item) => {
      const text = toRecord(item)[member];
      const name = typeof text === "string" ? toName(text).trim() : "";
      return name === "" ? [] : truncateText(name, MAX_NAME_LENGTH);
    });
  return names.length > 0 ? names : undefined;
}

/** Missing means no, but not that anybody said so. */
function toTrue(value: unknown): true | undefined {
  return value === true ? true : undefined;
}

/** The year 1, which immich-go's language writes for "unknown". */
const NO_TIME_OF_GO = Date.parse("0001-01-01T00:00:00Z");

/** Seconds as number or text; 0 is written for "unknown". ms since 1970. */
function toMoment(seconds: unknown): number | undefined {
  const ms = Number(seconds) * 1000;
  return Number.isFinite(ms) && ms !== 0 && ms !== NO_TIME_OF_GO && !Number.isNaN(new Date(ms).getTime())
    ? ms
    : undefined;
}

function toPlace(value: unknown): SidecarFacts["position"] {
  const { latitude, longitude } = toRecord(value);
  return toPosition(
    typeof latitude === "number" ? latitude : undefined,
    typeof longitude === "number" ? longitude : undefined,
  );
}
