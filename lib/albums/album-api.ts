import { z } from "zod";
import { countField, idField, timestampField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";

/** The picture of an album in a list of albums. */
const coverSchema = imageViewSchema.pick({
  id: true,
  thumbhash: true,
  renditions: true,
  width: true,
  height: true,
  rotation: true,
});

const albumViewSchema = z
  .object({
    id: idField,
    name: z.string(),
    description: z.string().optional(),
    parentId: idField.optional().describe("The album that it is in"),
    coverId: idField.optional().describe("The image chosen for its cover; absent: the newest"),
    hasOwnOrder: z
      .boolean()
      .describe("Whether pages and links show it in its own order, `sort=position`; by time otherwise"),
    createdAt: timestampField,
    count: countField.describe("Images in it, without those in the trash"),
    cover: coverSchema.optional(),
  })
  .meta({ id: "Album" });
export type AlbumView = z.output<typeof albumViewSchema>;

const nameField = z.string().trim().min(1).max(MAX_TITLE_LENGTH);
const descriptionField = z.string().trim().max(MAX_CAPTION_LENGTH);

const newAlbumSchema = z.strictObject({
  name: nameField,
  description: descriptionField.optional(),
  parentId: ulidField.optional().describe("An album that is in no other"),
});
export type NewAlbum = z.output<typeof newAlbumSchema>;

const albumChangeSchema = z
  .strictObject({
    name: nameField.optional(),
    description: descriptionField.optional().describe("Empty: none"),
    parentId: ulidField.nullable().optional().describe("null: in no other"),
    coverId: ulidField.nullable().optional().describe("null: the newest"),
    hasOwnOrder: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Expected something to change");
export type AlbumChange = z.output<typeof albumChangeSchema>;

const params = z.object({ id: ulidField });
const oneAlbum = z.object({ album: albumViewSchema });

export const listAlbumsOperation = operation({
  id: "listAlbums",
  method: "get",
  path: "/albums",
  tag: "Albums",
  summary: "List your albums",
  description: "All of them, by name, with counts and covers. Their images: `GET /images?album=`.",
  access: "user",
  query: z.strictObject({
    covers: z
      .stringbool({ truthy: ["true"], falsy: ["false"] })
      .default(true)
      .describe("`false`: without covers, whose URLs make most of the answer"),
  }),
  responses: { 200: { description: "Your albums", body: z.object({ albums: z.array(albumViewSchema) }) } },
  errors: [],
});

export const createAlbumOperation = operation({
  id: "createAlbum",
  method: "post",
  path: "/albums",
  tag: "Albums",
  summary: "Make an album",
  description: "Put images into it with `POST /images/bulk` and the action `add_to_album`.",
  access: "user",
  body: newAlbumSchema,
  responses: { 201: { description: "The new album", body: oneAlbum } },
  errors: ["not_found", "invalid_state"],
});

export const getAlbumOperation = operation({
  id: "getAlbum",
  method: "get",
  path: "/albums/{id}",
  tag: "Albums",
  summary: "Get an album",
  access: "user",
  params,
  responses: { 200: { description: "The album", body: oneAlbum } },
  errors: ["not_found"],
});

export const changeAlbumOperation = operation({
  id: "changeAlbum",
  method: "patch",
  path: "/albums/{id}",
  tag: "Albums",
  summary: "Rename, describe or arrange an album",
  access: "user",
  params,
  body: albumChangeSchema,
  responses: { 200: { description: "The album as it is now", body: oneAlbum } },
  errors: ["not_found", "invalid_state", "unavailable"],
});

export const deleteAlbumOperation = operation({
  id: "deleteAlbum",
  method: "delete",
  path: "/albums/{id}",
  tag: "Albums",
  summary: "Delete an album",
  description: "Its images stay in the library; albums in it are in no other then.",
  access: "user",
  params,
  responses: { 204: { description: "It is gone", body: null } },
  errors: ["not_found", "too_many_bulk_changes", "unavailable"],
});
