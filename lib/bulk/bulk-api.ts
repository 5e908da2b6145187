import { z } from "zod";
import { countField, idField, timestampField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { positionSchema } from "#lib/images/image.ts";
import { timeEditSchema } from "#lib/images/own-time.ts";
import { checkCombination, imageQueryMembers } from "#lib/library/image-query.ts";
import { moveTargetSchema } from "#lib/library/move-target.ts";
import { bulkActions, findEdit } from "./bulk-action.ts";
import { MAX_BULK_IDS } from "./max-bulk-ids.ts";

/** Why an image could not be changed. */
export const bulkFailureCodes = ["not_found", "invalid_state", "unavailable", "internal"] as const;

const failureSchema = z.object({ id: idField, code: z.enum(bulkFailureCodes) });

/** What became of one image. */
const resultSchema = z.object({
  id: idField,
  outcome: z
    .enum(["changed", "unchanged", "failed"])
    .describe("`unchanged`: it was already like that, or has changed since"),
  code: z.enum(bulkFailureCodes).optional().describe("Why it failed"),
});

/** How far a change of many images is. */
const bulkChangeSchema = z
  .object({
    id: idField,
    action: z.enum(bulkActions),
    state: z.enum(["running", "cancelling", "done", "cancelled", "failed"]),
    createdAt: timestampField,
    finishedAt: timestampField.optional(),
    total: countField.describe("Images that it was to change when it started"),
    processed: countField,
    changed: countField,
    unchanged: countField,
    failed: countField,
    failures: z.array(failureSchema).describe("The first hundred of those that failed"),
    undoUntil: timestampField.optional().describe("Until when it can be undone; absent where it cannot be"),
    undoOf: idField.optional().describe("The change that this one undoes"),
    undoneBy: idField.optional().describe("The change that undoes this one"),
  })
  .meta({ id: "BulkChange" });
export type BulkChangeView = z.output<typeof bulkChangeSchema>;

const oneChange = z.object({ change: bulkChangeSchema });
const params = z.object({ id: ulidField });

/** The header of draft-ietf-httpapi-idempotency-key-header. */
export const IDEMPOTENCY_KEY = "idempotency-key";
const MAX_KEY_LENGTH = 255;

const accepted = { description: "In progress; poll for its status", body: oneChange };
const finished = {
  description: "Done, with what became of each image",
  body: oneChange.extend({ results: z.array(resultSchema) }),
};

const { text, sort: _, order: __, ...filters } = imageQueryMembers;
/** The filters of `GET /images`. */
const querySchema = z.strictObject({ q: text, ...filters }).superRefine(checkCombination);

const bulkRequestSchema = z
  .strictObject({
    action: z.enum(bulkActions),
    album: ulidField.optional().describe("The album of `add_to_album`, `remove_from_album` and `move_in_album`"),
    tag: ulidField.optional().describe("The tag of `add_tag`, `remove_tag` and `replace_tag`"),
    from: ulidField.optional().describe("The tag that `replace_tag` replaces"),
    time: timeEditSchema.optional().describe("What `set_time` sets"),
    position: positionSchema.nullable().optional().describe("What `set_position` sets; null: nowhere"),
    to: moveTargetSchema
      .optional()
      .describe("Where `move_in_album` puts images in the album's own order: beside an image, or at an end"),
    ids: z.array(ulidField).min(1).max(MAX_BULK_IDS).optional().describe("Images to change"),
    query: querySchema.optional().describe("Or those that match now; what is added later is left alone"),
    except: z
      .array(ulidField)
      .min(1)
      .max(MAX_BULK_IDS)
      .optional()
      .describe("Images that are left alone though the query matches them"),
    superfluous: z.literal(true).optional().describe("Or all but the first image of each group of `GET /duplicates`"),
    stacks: z
      .boolean()
      .optional()
      .describe(
        "True: also the other photos of the stacks that `ids` or `except` are shown for. A query matches each photo of a stack unless it says `unstacked: false`",
      ),
  })
  .superRefine(({ action, album, tag }, context) => {
    const target = findEdit(action)?.target;
    for (const [kind, id] of Object.entries({ album, tag })) {
      if ((target === kind) === (id !== undefined)) continue;
      const message =
        target === kind ? `Expected the id of a${kind === "album" ? "n" : ""} ${kind}` : "Not of this action";
      context.addIssue({ code: "custom", path: [kind], message });
    }
  })
  .refine(({ action, from }) => (action === "replace_tag") === (from !== undefined), {
    path: ["from"],
    message: "Expected the id of a tag with replace_tag, and none with others",
  })
  .refine(({ action, time }) => (action === "set_time") === (time !== undefined), {
    path: ["time"],
    message: "Expected a time with set_time, and none with others",
  })
  .refine(({ action, position }) => (action === "set_position") === (position !== undefined), {
    path: ["position"],
    message: "Expected a position or null with set_position, and none with others",
  })
  .refine(({ action, to }) => (action === "move_in_album") === (to !== undefined), {
    path: ["to"],
    message: "Expected a place with move_in_album, and none with others",
  })
  .refine(({ action, ids }) => (action !== "stack" && action !== "move_in_album") || ids !== undefined, {
    path: ["ids"],
    message: "Expected the ids of the images",
  })
  .refine(({ action, ids }) => action !== "top_of_stack" || ids?.length === 1, {
    path: ["ids"],
    message: "Expected one id: a stack has one top picture",
  })
  .refine(
    ({ ids, query, superfluous }) => [ids, query, superfluous].filter((one) => one !== undefined).length === 1,
    "Expected one of ids, query and superfluous",
  )
  .refine(({ except, query }) => except === undefined || query !== undefined, {
    path: ["except"],
    message: "Expected with a query only",
  })
  .refine(({ action, query }) => action !== "delete_permanently" || !query || query.trashed === true, {
    path: ["query", "trashed"],
    message: "Expected true: only what is in the trash is deleted permanently",
  });
export type BulkRequest = z.output<typeof bulkRequestSchema>;

export const changeImagesOperation = operation({
  id: "changeImages",
  method: "post",
  path: "/images/bulk",
  tag: "Images",
  summary: "Change many images at once",
  description:
    "Names the images by `ids`, by a `query` or as `superfluous`; what they match is settled when the call is made. Up to 200 images are changed before the answer, more of them after it. A change waits for earlier ones in progress that affect the same property (trash, favourite, the same tag or album …) of the same images, and is answered 202 if that takes longer than a moment. Each change but `delete_permanently` can be undone for seven days; that one takes images in the trash and has no way back. `stack` makes one stack of 2 to 100 images, `unstack` lets them be on the timeline by themselves, `reset_stack` has the camera's clock decide again, and `top_of_stack` names the one that its stack is shown by. `move_in_album` keeps the order that the images have among themselves; where there is no room between those on both sides, some of these get another position too and are among the results.",
  access: "user",
  headers: z.object({
    [IDEMPOTENCY_KEY]: z
      .string()
      .min(1)
      .max(MAX_KEY_LENGTH)
      .optional()
      .describe(
        "Makes the call safe to repeat if no answer arrived: the change is made only once per key. Use a new key for each change, such as a UUID. A repeated call is answered 202 with the current state of the change; the key of a different call, 422. A key is known for as long as its change can be undone",
      ),
  }),
  body: bulkRequestSchema,
  responses: { 200: finished, 202: accepted },
  errors: ["not_found", "invalid_state", "too_many_bulk_changes", "unavailable"],
});

export const listBulkChangesOperation = operation({
  id: "listBulkChanges",
  method: "get",
  path: "/bulk-changes",
  tag: "Images",
  summary: "List your latest changes of many images",
  access: "user",
  query: z.strictObject({}),
  responses: {
    200: { description: "Up to 20, newest first", body: z.object({ changes: z.array(bulkChangeSchema) }) },
  },
  errors: [],
});

export const getBulkChangeOperation = operation({
  id: "getBulkChange",
  method: "get",
  path: "/bulk-changes/{id}",
  tag: "Images",
  summary: "Get the progress of a change of many images",
  access: "user",
  params,
  responses: { 200: { description: "Its progress", body: oneChange } },
  errors: ["not_found"],
});

export const cancelBulkChangeOperation = operation({
  id: "cancelBulkChange",
  method: "delete",
  path: "/bulk-changes/{id}",
  tag: "Images",
  summary: "Stop a change of many images",
  description:
    "What is changed already stays so until it is undone. One that has ended is answered as it is, and one that takes images out of an album or off a tag that was deleted goes on.",
  access: "user",
  params,
  responses: { 200: { description: "It stops after the current batch of images", body: oneChange } },
  errors: ["not_found", "unavailable"],
});

export const undoBulkChangeOperation = operation({
  id: "undoBulkChange",
  method: "post",
  path: "/bulk-changes/{id}/undo",
  tag: "Images",
  summary: "Undo a change of many images",
  description:
    "Gives the images that it changed their former values, except where something else has changed them since; albums and tags it takes out or puts in again whatever else an image is in. Undoing is a change of its own, with progress, and can be undone too. Asked for again, it answers with the one that exists.",
  access: "user",
  params,
  responses: { 200: finished, 202: accepted },
  errors: ["not_found", "invalid_state", "too_many_bulk_changes", "unavailable"],
});
