import { z } from "zod";
import { countField, idField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { imageListItemSchema } from "./image-list-api.ts";
import { checkCombination, imageQueryMembers, listSort } from "./image-query.ts";

const { text, sort, order, ...filters } = imageQueryMembers;

const neighbours = z.array(imageListItemSchema);
const names = z.array(z.object({ id: idField, name: z.string() }));

const imageInListSchema = z.object({
  image: imageViewSchema,
  neighbours: z.object({
    before: neighbours.describe("Those before it in the list, newer ones by time; the nearest first"),
    after: neighbours.describe("Those after it, the nearest first"),
  }),
  collections: z.object({ albums: names, tags: names }).describe("The names of its albums and tags"),
  stack: z
    .object({ count: countField, topId: idField.describe("The image that it is shown by") })
    .optional()
    .describe("The stack that it is in"),
});

/** An image as a viewer shows it. */
export type ImageInList = z.infer<typeof imageInListSchema>;
export type ImageNeighbours = ImageInList["neighbours"];
/** A stack as its photos show it. */
export type StackView = NonNullable<ImageInList["stack"]>;

export const viewImageOperation = operation({
  id: "viewImage",
  method: "get",
  path: "/images/{id}/view",
  tag: "Images",
  summary: "Get an image and those around it",
  description:
    "What a viewer shows: the image, a few neighbours on either side, the names of its albums and tags, and its stack. The filters are those of `GET /timeline`, and name the list that it is looked at in; an image in the trash has neighbours in lists of the trash only.",
  access: "user",
  params: z.object({ id: ulidField }),
  query: z.strictObject({ q: text, ...filters, sort: listSort }).superRefine(checkCombination),
  responses: { 200: { description: "The image", body: imageInListSchema } },
  errors: ["not_found"],
});
