import { z } from "zod";
import {
  countField,
  cursorField,
  idField,
  nextCursorField,
  timestampField,
  ulidField,
  urlField,
} from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { newShareSchema, newUserShareSchema, shareChangeSchema } from "./share-requests.ts";

/* Share links as their owners make and manage them; what visitors call is in `shared-api.ts`. */

const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

const shareViewSchema = z
  .object({
    id: idField,
    ownerToken: z
      .string()
      .describe(
        "Use it instead of the link's token in visitors' calls. It works only for you, shows what visitors see, and counts as no visit",
      ),
    kind: z.enum(["image", "selection", "album", "search", "timeline"]),
    title: z.string().optional().describe("What visitors read. Absent: the album's name, or none"),
    albumId: idField.optional(),
    albumName: z.string().optional().describe("Also absent if the album was deleted"),
    imageId: idField.optional().describe("The image, if one image is shared"),
    imageName: z.string().optional().describe("Its title, else its file name. Also absent if the image was deleted"),
    search: z
      .string()
      .optional()
      .describe("What a search looks for, as parameters of an address: `q=beach&favourite=true`. Empty: all photos"),
    frozenAt: timestampField
      .optional()
      .describe("The album is shown as it was at this time. Absent: photos added later are shown too"),
    recipient: z
      .string()
      .optional()
      .describe("E-mail address of the user it is shared with; absent: anyone with the link"),
    count: countField.describe("Images that visitors see now"),
    createdAt: timestampField,
    expiresAt: timestampField.optional().describe("Absent: never"),
    hasPassword: z.boolean(),
    maxVisits: z.int().meta({ minimum: 1 }).optional(),
    visits: countField.describe("One a day for each visitor"),
    lastVisitAt: timestampField.optional(),
    state: z.enum(["open", "expired", "used_up"]),
    canDownload: z.boolean(),
    withOriginals: z.boolean().describe("Whether downloads are the originals, without place, camera and people"),
    showsTakenAt: z.boolean(),
    showsFileNames: z.boolean(),
    keepsCredits: z.boolean().describe("Whether originals keep the names of artist and copyright holder in them"),
    canAdd: z.boolean().describe("Whether visitors may add photos to the album, which become yours"),
    maxAddedFiles: z
      .int()
      .meta({ minimum: 1 })
      .describe("Most photos that visitors may add, including those in the trash"),
    maxAddedBytes: z.int().meta({ minimum: 1 }),
    addedFiles: countField.describe("Photos that visitors added, including those in the trash and uploads in progress"),
    addedBytes: countField,
  })
  .meta({ id: "Share" });
export type ShareView = z.output<typeof shareViewSchema>;

const params = z.object({ id: ulidField });
const oneShare = z.object({ share: shareViewSchema });

export const createShareOperation = operation({
  id: "createShare",
  method: "post",
  path: "/shares",
  tag: "Shares",
  summary: "Make a share link",
  description:
    "Anyone with the link can see the images without an account. The link is returned only in this response: Skylight keeps only a hash of it.",
  access: "user",
  body: newShareSchema,
  responses: {
    201: {
      description: "The share and its link",
      body: oneShare.extend({
        token: z
          .string()
          .meta({ pattern: "^[A-Za-z0-9_-]{24}$" })
          .describe("What the link ends in; visitors' calls take it"),
        url: urlField,
      }),
    },
  },
  errors: ["not_found", "invalid_state", "too_many_shares", "unavailable"],
});

export const shareWithUserOperation = operation({
  id: "shareWithUser",
  method: "post",
  path: "/shares/users",
  tag: "Shares",
  summary: "Share an album or your timeline with another user",
  description:
    "They find it under `GET /shared` and see what a visitor of a link would. The response does not reveal whether there is such a user; someone who registers later does not see it. Sharing the same again replaces the earlier share.",
  access: "user",
  body: newUserShareSchema,
  responses: { 201: { description: "The share", body: oneShare } },
  errors: ["not_found", "invalid_state", "too_many_shares", "too_many_requests"],
});

export const listSharesOperation = operation({
  id: "listShares",
  method: "get",
  path: "/shares",
  tag: "Shares",
  summary: "List your share links, newest first",
  access: "user",
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "A page of shares",
      body: z.object({ shares: z.array(shareViewSchema), nextCursor: nextCursorField }),
    },
  },
  errors: ["invalid_cursor"],
});

export const getShareOperation = operation({
  id: "getShare",
  method: "get",
  path: "/shares/{id}",
  tag: "Shares",
  summary: "Get one of your share links",
  access: "user",
  params,
  responses: { 200: { description: "The share", body: oneShare } },
  errors: ["not_found"],
});

export const changeShareOperation = operation({
  id: "changeShare",
  method: "patch",
  path: "/shares/{id}",
  tag: "Shares",
  summary: "Change what a share link allows",
  description: "The link stays the same.",
  access: "user",
  params,
  body: shareChangeSchema,
  responses: { 200: { description: "The share as it is now", body: oneShare } },
  errors: ["not_found", "invalid_state", "unavailable"],
});

export const listShareGuestsOperation = operation({
  id: "listShareGuests",
  method: "get",
  path: "/shares/{id}/guests",
  tag: "Shares",
  summary: "List who added photos through one of your share links",
  description:
    "`GET /images?addedThrough=<share>&addedBy=<guest>` lists the photos, and `POST /images/bulk` with the same query moves them to the trash. A revoked share still has its guests.",
  access: "user",
  params,
  responses: {
    200: {
      description: "Up to 200, most recent contributor first",
      body: z.object({
        guests: z.array(
          z.object({
            id: idField,
            name: z.string().optional().describe("What they call themselves"),
            count: countField.describe("Photos, without those in the trash"),
            lastAddedAt: timestampField,
          }),
        ),
      }),
    },
  },
  errors: ["not_found"],
});
export type ShareGuest = z.output<(typeof listShareGuestsOperation)["responses"][200]["body"]>["guests"][number];

export const revokeShareOperation = operation({
  id: "revokeShare",
  method: "delete",
  path: "/shares/{id}",
  tag: "Shares",
  summary: "Revoke a share link",
  description: "The link stops working immediately; image URLs that visitors already have expire within 15 minutes.",
  access: "user",
  params,
  responses: { 204: { description: "Revoked", body: null } },
  errors: ["not_found"],
});
