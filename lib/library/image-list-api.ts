import { z } from "zod";
import { countField, cursorField, nextCursorField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { type RenditionName, renditionNames } from "#lib/images/recipe.ts";
import { checkCombination, imageQueryMembers } from "./image-query.ts";

const DEFAULT_PAGE = 50;
const MAX_PAGE = 200;

/** What only some callers need of the images of a list, and what is read from the table for those. */
export const detailNames = [
  "sha256",
  "dominantColor",
  "shot",
  "position",
  "embedded",
  "stack",
  "topOfStackAt",
] as const;
export type DetailName = (typeof detailNames)[number];

/** What tiles show. */
export const tileRenditions = ["thumbnail", "medium"] as const satisfies RenditionName[];

/** An image in a list. */
export const imageListItemSchema = imageViewSchema
  .extend({
    sha256: imageViewSchema.shape.sha256.optional(),
    stackSize: countField.optional().describe("Photos of the stack that it is shown for, itself included"),
  })
  .meta({ id: "ListedImage", description: "An image; details are there if `fields` names them" });
export type ImageListItem = z.infer<typeof imageListItemSchema>;

const { text, ...filters } = imageQueryMembers;

/** Names of a set, separated by commas. */
function namesField<const Name extends string>(names: readonly [Name, ...Name[]]) {
  return z
    .string()
    .transform((value) => value.split(","))
    .pipe(z.array(z.enum(names)))
    .meta({
      override: {
        type: "string",
        pattern: `^(${names.join("|")})(,(${names.join("|")}))*$`,
        examples: [names.join(",")],
      },
    })
    .optional();
}

export const listImagesOperation = operation({
  id: "listImages",
  method: "get",
  path: "/images",
  tag: "Images",
  summary: "List your images, newest first",
  description:
    "Those that match all of the parameters. Without any filter but time these are all but what is archived, in the trash, not uploaded yet, or could not be read (`status=failed`). Photos that one camera took within a second of each other, or that you put together, are a stack: each of them is listed here, its top picture with `stackSize`. `unstacked=false` lists a stack once, by its top picture, as the timeline does; `stackOf` lists those of one stack.",
  access: "user",
  query: z
    .strictObject({
      q: text,
      ...filters,
      limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
      cursor: cursorField.optional(),
      renditions: namesField<RenditionName>(renditionNames).describe(
        "Only these renditions, where an image has them; all when absent",
      ),
      fields: namesField(detailNames).describe("Details that lists leave out unless named here"),
    })
    .superRefine(checkCombination),
  responses: {
    200: {
      description: "A page of images",
      body: z.object({
        images: z.array(imageListItemSchema),
        nextCursor: nextCursorField,
        isComplete: z.boolean().describe("False while your library is still being read; ask again then"),
      }),
    },
  },
  errors: ["invalid_cursor"],
});
export type ImageListQuery = z.output<(typeof listImagesOperation)["query"]>;
