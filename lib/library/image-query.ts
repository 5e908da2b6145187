import { hash } from "node:crypto";
import { z } from "zod";
import { boxField, MAX_TIME_LENGTH, ulidField, wholeField } from "#lib/field-schemas.ts";
import { toSearchedWords } from "#lib/fold-words.ts";
import { MAX_QUERY_IDS } from "./max-query-ids.ts";

/*
 * The one language in which lists of images are asked for. It is strict: a member that it does not know is refused,
 * since a bulk action on a query whose misspelt filter was ignored would reach the whole library.
 */

export const imageSorts = ["taken", "added", "trashed", "position"] as const;
export const imageOrders = ["desc", "asc"] as const;

const id = z.string().min(1).max(64);
const name = z.string().min(1).max(255);
/** Characters of a text that is searched for. Reading dates in longer ones would take the time of others. */
export const MAX_TEXT_LENGTH = 500;
/** Of a text; all of them are looked for, each in every photo's words. */
export const MAX_WORDS = 64;
/** Characters of texts that were stored before requests had a lower bound. */
const MAX_STORED_TEXT_LENGTH = 20_000;
const MAX_DISTANCE = 3;
const flag = z.stringbool({ truthy: ["true"], falsy: ["false"] }).or(z.boolean());

/** A local day ("2024-05-01"), a local time ("2024-05-01T10:00:00") or an instant ("2024-05-01T10:00:00Z"). */
const moment = z.union([z.iso.date(), z.iso.datetime({ local: true, offset: true }).max(MAX_TIME_LENGTH)]);

/** Members of a query as they stand in a URL or in JSON; `imageQuerySchema` is the whole of them. */
export const imageQueryMembers = {
  text: z
    .string()
    .max(MAX_TEXT_LENGTH, { abort: true })
    .refine((text) => toSearchedWords(text).length <= MAX_WORDS, `Expected at most ${MAX_WORDS} words`)
    .optional()
    .describe(`Words that all have to be there, each as the beginning of one; at most ${MAX_WORDS}`),
  album: ulidField.optional().describe("Id of an album"),
  tag: z
    .union([ulidField.transform((one) => [one]), z.array(ulidField).min(1).max(20)])
    .optional()
    .describe("Ids of tags that the images must all have"),
  inNoAlbum: flag.optional(),
  favourite: flag.optional(),
  archived: flag.optional().describe("Absent: without archived images if the query filters by nothing but time"),
  from: moment.optional().describe("Taken at or after; a day or a time without offset is the photo's own local time"),
  to: moment.optional().describe("Taken before"),
  type: z.string().max(100).optional().describe("Content type"),
  orientation: z.enum(["landscape", "portrait", "square"]).optional(),
  camera: name.optional(),
  lens: name.optional(),
  country: name.optional(),
  region: name.optional(),
  city: name.optional(),
  box: boxField.optional().describe("West, south, east and north in degrees, separated by commas"),
  hasLocation: flag.optional(),
  status: z.enum(["uploading", "processing", "ready", "failed"]).optional(),
  trashed: flag.optional(),
  nearDuplicateOf: ulidField.optional().describe("Id of an image that the others look like"),
  stackOf: ulidField.optional().describe("Id of an image: it and the others of its stack"),
  unstacked: flag
    .optional()
    .describe("Whether each photo of a stack counts where otherwise a stack counts once, as it does on the timeline"),
  addedThrough: ulidField.optional().describe("Id of a share: what others added through it"),
  addedBy: id.optional().describe("Id of one of those who added something through that share"),
  minBytes: wholeField.optional(),
  maxBytes: wholeField.optional(),
  sort: z.enum(imageSorts).default("taken"),
  order: z.enum(imageOrders).default("desc"),
};

/** What a list that is drawn is sorted by. */
export const listSort = z
  .enum(imageSorts)
  .optional()
  .describe(
    "The time by which they are listed, newest first, and of which the months are: `taken` when absent; `added` and `trashed` are UTC. Or `position`: the own order of an album, first to last, in which there are no months",
  );

/** Bits in which the hashes of near duplicates differ at most; the bands of the index find no more. */
export const NEAR_DUPLICATE_BITS = MAX_DISTANCE;

/** Refuses members that do not go together, in any schema that has them. */
export function checkCombination(
  {
    sort,
    trashed,
    album,
    inNoAlbum,
    addedThrough,
    addedBy,
    addedToAlbumUntil,
  }: Pick<
    Partial<ImageQuery>,
    "sort" | "trashed" | "album" | "inNoAlbum" | "addedThrough" | "addedBy" | "addedToAlbumUntil"
  >,
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const refuse = (member: string, message: string) => context.addIssue({ code: "custom", path: [member], message });
  if (sort === "trashed" && trashed !== true) refuse("sort", "Expected trashed=true with this sort");
  if (sort === "position" && album === undefined) refuse("sort", "Expected an album with this sort");
  if (inNoAlbum === true && album !== undefined) refuse("inNoAlbum", "Expected either an album or images in none");
  if (addedBy !== undefined && addedThrough === undefined) refuse("addedThrough", "Expected a share with addedBy");
  if (addedToAlbumUntil !== undefined && album === undefined) refuse("album", "Expected an album");
}

/**
 * What only Skylight itself asks for is no member of a URL: the very images of a share, and an album as it was at a
 * moment.
 */
const imageQueryObject = z.strictObject({
  ...imageQueryMembers,
  text: z.string().max(MAX_STORED_TEXT_LENGTH).optional(),
  ids: z.array(id).max(MAX_QUERY_IDS).optional(),
  /** ISO 8601, UTC: of `album`, what had been added to it by then and still is in it. */
  addedToAlbumUntil: z.iso.datetime().optional(),
});
export const imageQuerySchema = imageQueryObject.superRefine(checkCombination);

export type ImageQuery = z.infer<typeof imageQueryObject>;
export type ImageQueryInput = z.input<typeof imageQuerySchema>;

/** Filters as the API takes them, in which words are `q`. */
export type SearchFilters = Partial<Omit<ImageQuery, "text" | "sort" | "order">> & { q?: string | undefined };

/** Filters of a list, and what it is sorted by where that is not the time taken. */
export type ListFilters = SearchFilters & { sort?: z.infer<typeof listSort> };

/**
 * A query as the API takes it, in which words are `q`; lists are newest first, and albums in their own order begin with
 * their first.
 */
export function fromApiQuery({
  q,
  ...filters
}: SearchFilters & Partial<Pick<ImageQuery, "sort" | "order">>): ImageQuery {
  return { sort: "taken", order: filters.sort === "position" ? "asc" : "desc", ...filters, text: q };
}

/** Filters that leave a query on the timeline. */
const timelineMembers: readonly string[] = ["from", "to", "sort", "order", "trashed", "status", "unstacked"];

/** Whether a query is a stretch of the timeline, or of what belongs there by time and is not on it. */
export function isTimelineQuery(query: ImageQuery): boolean {
  return Object.entries(query).every(
    ([member, value]) =>
      value === undefined || timelineMembers.includes(member) || (member === "text" && String(value).trim() === ""),
  );
}

/** Whether a query is of the timeline itself. */
export function isOfTimeline(query: ImageQuery): boolean {
  return isTimelineQuery(query) && query.trashed === undefined && query.status === undefined;
}

/** Differs between any two queries that can have different lists. */
export function toFingerprint(query: ImageQuery): string {
  const members = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify(members), "base64url").slice(0, 12);
}
