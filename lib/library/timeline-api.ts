import { z } from "zod";
import { countField, idField, pixelsField, timestampField, ulidField, wholeField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { rotations } from "#lib/images/rotation.ts";
import { checkCombination, imageQueryMembers, listSort } from "./image-query.ts";

const { text, sort: _, order: __, ...filters } = imageQueryMembers;

/** The most images of one chunk. */
export const MAX_CHUNK = 500;

const monthField = z
  .string()
  .describe("Year and month; empty in the own order of an album, which has no months")
  .meta({ pattern: "^(\\d{4}-\\d{2})?$", examples: ["2024-05"] });

export const getTimelineOperation = operation({
  id: "getTimeline",
  method: "get",
  path: "/timeline",
  tag: "Images",
  summary: "Count your images by month",
  description:
    "Months as they were where the photos were taken, newest first, with how many of your images are in each; files that could not be read are in none, see `failed`. Filters narrow it down to what matches all of them. The answer's `ETag` is the version of your library.",
  access: "user",
  query: z.strictObject({ q: text, ...filters, sort: listSort }).superRefine(checkCombination),
  responses: {
    200: {
      description: "Months that have images",
      body: z.object({
        months: z.array(
          z.object({
            month: monthField,
            count: countField.describe("Images of that month"),
          }),
        ),
        total: countField.describe("Images of all months"),
        failed: countField
          .optional()
          .describe("Files that could not be read, which are not among them; absent if you filter by more than time"),
        isComplete: z.boolean().describe("False while your library is still being read; ask again then"),
        version: z.string().optional().describe("Of your library; another one when anything in it has changed"),
      }),
    },
    304: { description: "As the version in `If-None-Match`", body: null },
  },
  errors: [],
});

export type TimelineFilters = z.output<(typeof getTimelineOperation)["query"]>;

const image = imageViewSchema.shape;

/**
 * Column by column, which is a third of the size of a list of objects; `null` stands for what an image does not have.
 */
const chunkSchema = z
  .object({
    months: z
      .array(
        z.object({
          month: monthField,
          offset: countField.describe("Images of that month before the first one here"),
          count: countField.describe("Images of that month here"),
        }),
      )
      .describe("How the columns are cut into months"),
    ids: z.array(idField),
    fileNames: z.array(image.fileName),
    contentTypes: z.array(image.contentType),
    statuses: z.array(image.status),
    failures: z.array(image.failure.nullable()),
    widths: z.array(pixelsField.nullable()),
    heights: z.array(pixelsField.nullable()),
    rotations: z.array(z.literal(rotations)).describe("Degrees clockwise by which pictures are to be drawn turned"),
    frames: z.array(pixelsField.nullable()),
    transparent: z.array(z.boolean()),
    favourites: z.array(z.boolean()),
    stackSizes: z
      .array(countField.nullable())
      .describe(
        "Photos of the stack that an image is shown for, itself included; null for one by itself, and where a stack does not count once",
      ),
    taken: z.array(z.string()).describe("Local time when it was taken, else when it was uploaded, to the second"),
    added: z.array(timestampField).optional().describe("When they were uploaded; only with `sort=added`"),
    trashed: z.array(timestampField).optional().describe("When they were deleted; only with `trashed=true`"),
    places: z.array(image.place.unwrap()).describe("Where images were taken"),
    placeOf: z.array(z.int().nonnegative().nullable()).describe("Which of the places is each image's"),
    thumbhashes: z.array(z.string().nullable()),
    urlTemplates: z
      .array(z.string())
      .describe(
        "URLs of pictures for tiles. Put the image's id for `{id}` and its signature, in hex, for `{signature}`",
      ),
    urlTemplateOf: z.array(z.int().nonnegative().nullable()).describe("Which of the templates is each image's"),
    signatures: z
      .string()
      .describe("In base64, 32 bytes for each image one after the other, which is half as long as in hex")
      .meta({ contentEncoding: "base64" }),
  })
  .meta({ id: "TimelineChunk" });

export type TimelineChunk = z.infer<typeof chunkSchema>;

export const getTimelineChunkOperation = operation({
  id: "getTimelineChunk",
  method: "get",
  path: "/timeline/chunk",
  tag: "Images",
  summary: "Get images of your timeline by their place in it",
  description:
    "What a timeline draws of images that follow each other, in the order of the list, wherever in it they are. The filters are those of `GET /timeline`.",
  access: "user",
  query: z
    .strictObject({
      q: text,
      ...filters,
      sort: listSort,
      start: wholeField.optional().describe("How many images come before the first one; 0 when absent"),
      around: ulidField
        .optional()
        .describe("In place of `start`: id of an image to have in the middle; nothing comes back if it is not there"),
      limit: z.coerce.number().int().min(1).max(MAX_CHUNK).default(MAX_CHUNK),
    })
    .superRefine(checkCombination)
    .refine(({ start, around }) => start === undefined || around === undefined, {
      path: ["around"],
      message: "Expected either a start or an image to be around",
    }),
  responses: { 200: { description: "At most `limit` images", body: chunkSchema } },
  errors: [],
});
