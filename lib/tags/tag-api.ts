import { z } from "zod";
import { countField, idField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";

const MAX_TAG_LENGTH = 100;

const tagViewSchema = z
  .object({ id: idField, name: z.string(), count: countField.describe("Images with it, without those in the trash") })
  .meta({ id: "Tag" });
export type TagView = z.output<typeof tagViewSchema>;

const tagSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(MAX_TAG_LENGTH)
    .describe("Two tags never have names that differ only in case or accents"),
});

const params = z.object({ id: ulidField });
const oneTag = z.object({ tag: tagViewSchema });
const mergedTagSchema = oneTag.extend({
  changeIds: z.array(idField).describe("The bulk changes this started"),
});
export type MergedTag = z.output<typeof mergedTagSchema>;

export const listTagsOperation = operation({
  id: "listTags",
  method: "get",
  path: "/tags",
  tag: "Tags",
  summary: "List your tags",
  description: "All of them, by name. Images with a tag: `GET /images?tag=`.",
  access: "user",
  query: z.strictObject({}),
  responses: { 200: { description: "Your tags", body: z.object({ tags: z.array(tagViewSchema) }) } },
  errors: [],
});

export const createTagOperation = operation({
  id: "createTag",
  method: "post",
  path: "/tags",
  tag: "Tags",
  summary: "Make a tag",
  description:
    "Returns the existing tag if there is one of that name. Give it to images with `POST /images/bulk` and the action `add_tag`.",
  access: "user",
  body: tagSchema,
  responses: {
    200: { description: "There is one of that name", body: oneTag },
    201: { description: "The new tag", body: oneTag },
  },
  errors: ["invalid_state", "unavailable"],
});

export const renameTagOperation = operation({
  id: "renameTag",
  method: "patch",
  path: "/tags/{id}",
  tag: "Tags",
  summary: "Rename a tag",
  description: "409 if another tag has that name: merge this tag into that one.",
  access: "user",
  params,
  body: tagSchema,
  responses: { 200: { description: "The tag as it is now", body: oneTag } },
  errors: ["not_found", "invalid_state", "unavailable"],
});

export const mergeTagOperation = operation({
  id: "mergeTag",
  method: "post",
  path: "/tags/{id}/merge",
  tag: "Tags",
  summary: "Merge a tag into another",
  description:
    "Its images get the other tag instead, many of them after the response, and the tag is deleted. `POST /bulk-changes/{id}/undo` of each change listed restores the tag and gives it back to them.",
  access: "user",
  params,
  body: z.strictObject({ into: ulidField.describe("The tag that stays") }),
  responses: {
    200: { description: "The tag that stays", body: mergedTagSchema },
  },
  errors: ["not_found", "invalid_state", "too_many_bulk_changes", "unavailable"],
});

export const deleteTagOperation = operation({
  id: "deleteTag",
  method: "delete",
  path: "/tags/{id}",
  tag: "Tags",
  summary: "Delete a tag",
  description: "Its images stay in the library.",
  access: "user",
  params,
  responses: { 204: { description: "Deleted", body: null } },
  errors: ["not_found", "too_many_bulk_changes", "unavailable"],
});
