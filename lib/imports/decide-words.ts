import { type CaptureTime, fromTimeTaken, type TimeTaken, toInstant, toTimeTaken } from "#lib/images/capture-time.ts";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { parseCaptureTime } from "#lib/images/parse-capture-time.ts";
import type { Rotation } from "#lib/images/rotation.ts";
import { toLine, toParagraphs } from "#lib/metadata/facts.ts";
import { importReasons } from "./reasons.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";

/*
 * What an import writes of an image, from what stands beside its file and what the file says, as the worker read it.
 * What the owner has said in Skylight already is left alone.
 */

export type WordedImage = Pick<
  ImageView,
  | "takenAt"
  | "takenAtSource"
  | "takenOffset"
  | "title"
  | "caption"
  | "embedded"
  | "shot"
  | "position"
  | "favourite"
  | "archived"
  | "rotation"
>;

/** Members of an image to change; absent ones stay. */
export interface WordsEdit {
  title?: string;
  caption?: string;
  takenAt?: CaptureTime;
  favourite?: true;
  archived?: true;
  rotation?: Rotation;
  /** Null: nowhere. */
  position?: { latitude: number; longitude: number } | null;
}

export interface DecidedWords {
  edit: WordsEdit;
  /** Names of tags. */
  tags: string[];
  /** What could not be taken over whole, for people. */
  notes: string[];
}

export interface WordsOptions {
  /** Whether people become tags. */
  people: boolean;
  /** Whether keywords in files become tags. */
  keywords: boolean;
  /** Whether captions that are too long are left out rather than cut. */
  hasLongCaptionsOut?: boolean | undefined;
}

const MAX_TAG_LENGTH = 100;
const FAVOURITE_RATING = 5;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const OFFSET_STEP_MINUTES = 15;
const MIN_OFFSET_MINUTES = -12 * 60;
const MAX_OFFSET_MINUTES = 14 * 60;
/** About ten metres. */
const SAME_PLACE_DEGREES = 0.0001;

/** What to write of an image so that it is as its sidecars say; nothing where it is so already. */
export function decideWords(image: WordedImage, facts: SidecarFacts, options: WordsOptions): DecidedWords {
  const notes: string[] = [];
  const title = toLine(facts.title, MAX_TITLE_LENGTH);
  const isCaptionLong = isLonger(facts.caption, MAX_CAPTION_LENGTH);
  const isCaptionOut = isCaptionLong && options.hasLongCaptionsOut;
  const caption = isCaptionOut ? undefined : toParagraphs(facts.caption, MAX_CAPTION_LENGTH);
  if (isLonger(facts.title, MAX_TITLE_LENGTH)) notes.push(importReasons.titleCut);
  if (isCaptionLong) notes.push(isCaptionOut ? importReasons.captionOut : importReasons.captionCut);
  const takenAt = decideTime(image, facts);
  const rating = facts.rating ?? image.embedded?.rating;
  const isFavourite = facts.favourite ?? rating === FAVOURITE_RATING;
  const position = decidePlace(image, facts);
  const stated = [
    ...(facts.tags ?? []),
    ...(options.people ? (facts.people ?? []) : []),
    ...(options.keywords && !facts.hasAllTags ? (image.embedded?.keywords ?? []) : []),
  ];
  const tags = stated.flatMap((tag) => toLine(tag, MAX_TAG_LENGTH) ?? []);
  if (stated.some((tag) => isLonger(tag, MAX_TAG_LENGTH))) notes.push(importReasons.tagCut);
  return {
    edit: {
      ...(title !== undefined && isUnwritten(image, "title") && title !== image.title ? { title } : {}),
      ...(caption !== undefined && isUnwritten(image, "caption") && caption !== image.caption ? { caption } : {}),
      ...(takenAt === undefined ? {} : { takenAt }),
      ...(isFavourite && !image.favourite ? { favourite: true } : {}),
      ...(facts.archived && !image.archived ? { archived: true } : {}),
      ...(facts.rotation && !image.rotation ? { rotation: facts.rotation } : {}),
      ...(position === undefined ? {} : { position }),
    },
    tags: [...new Set(tags)],
    notes,
  };
}

/** Whether an image still has what its file says. */
function isUnwritten(image: WordedImage, member: "title" | "caption"): boolean {
  return image[member] === image.embedded?.[member];
}

function isLonger(text: string | undefined, maxLength: number): boolean {
  return (text?.replaceAll("\r\n", "\n").trim().normalize("NFC").length ?? 0) > maxLength;
}

/** The time to write; undefined where the file's own is right. */
function decideTime(image: WordedImage, facts: SidecarFacts): CaptureTime | undefined {
  if (image.takenAtSource === "owner") return undefined;
  if (facts.takenAt !== undefined) return decideByClock(image, facts.takenAt, facts.takenAtPrecisionMs);
  return facts.takenMs === undefined ? undefined : decideByMoment(image, facts.takenMs, facts.takenPrecisionMs);
}

/**
 * The time that a sidecar states, unless it says the file's own, only less exactly: then the file's, with the offset
 * that it lacks. In UTC it is a moment. Without a precision it is exact, and is taken as it is written.
 */
function decideByClock(image: WordedImage, takenAt: CaptureTime, precisionMs?: number): CaptureTime | undefined {
  const stated = toTimeTaken(takenAt, undefined);
  if (!stated) return undefined;
  if (stated.writtenWith === "utc" && precisionMs !== undefined)
    return decideByMoment(image, stated.wallClockMs, precisionMs);
  const file = toFileTime(image);
  if (!file || floorTo(precisionMs ?? 1, file.wallClockMs) !== stated.wallClockMs) return takenAt;
  if (stated.writtenWith === undefined || stated.offsetMinutes === file.offsetMinutes) return undefined;
  return fromTimeTaken({ ...stated, wallClockMs: file.wallClockMs }).takenAt;
}

/**
 * The time of a moment without a clock on the wall. It and a file's clock are two halves of one time where they differ
 * by an offset that exists; otherwise somebody has corrected the moment, which then holds.
 */
function decideByMoment(image: WordedImage, takenMs: number, precisionMs = SECOND_MS): CaptureTime | undefined {
  const moment = floorTo(precisionMs, takenMs);
  const instant = image.takenAt === undefined ? undefined : toInstant(image.takenAt, image.takenOffset);
  if (instant !== undefined && floorTo(precisionMs, Date.parse(instant)) === moment) return undefined;
  const file = toFileTime(image);
  const offsetMinutes = file && (floorTo(precisionMs, file.wallClockMs) - moment) / MINUTE_MS;
  if (file && offsetMinutes !== undefined && isUsable(image, file.wallClockMs) && isOffset(offsetMinutes)) {
    return fromTimeTaken({ wallClockMs: file.wallClockMs, offsetMinutes, writtenWith: "offset" }).takenAt;
  }
  return parseCaptureTime(new Date(takenMs).toISOString());
}

function toFileTime({ takenAt, takenOffset }: WordedImage): TimeTaken | undefined {
  return takenAt === undefined ? undefined : toTimeTaken(takenAt, takenOffset);
}

function floorTo(precisionMs: number, ms: number): number {
  return Math.floor(ms / precisionMs) * precisionMs;
}

function isOffset(minutes: number): boolean {
  return minutes % OFFSET_STEP_MINUTES === 0 && minutes >= MIN_OFFSET_MINUTES && minutes <= MAX_OFFSET_MINUTES;
}

/** The name of a file often has the day alone, which is no clock. */
function isUsable({ takenAtSource }: WordedImage, wallClockMs: number): boolean {
  return takenAtSource !== "file_name" || wallClockMs % (24 * 60 * MINUTE_MS) !== 0;
}

/** The place to write; undefined where the file says the same, or its owner has said another, or that it has none. */
function decidePlace(
  { shot, position: known }: WordedImage,
  { position: stated, hasNoPlace }: SidecarFacts,
): WordsEdit["position"] {
  if (hasNoPlace && stated === undefined && known?.source === "file") return null;
  const isTakenAway = known === undefined && shot?.latitude !== undefined;
  if (known?.source === "owner" || isTakenAway || stated === undefined) return undefined;
  const isNear = (degrees: number | undefined, other: number) =>
    degrees !== undefined && Math.abs(degrees - other) < SAME_PLACE_DEGREES;
  return isNear(known?.latitude, stated.latitude) && isNear(known?.longitude, stated.longitude) ? undefined : stated;
}
