import { z } from "zod";
import {
  countField as count,
  cursorField,
  idField,
  nextCursorField,
  pixelsField,
  timestampField,
} from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { failureCodes } from "#lib/images/failure.ts";
import { DEFAULT_PACE, MAX_PACE } from "#lib/integrity/pace.ts";
import { rerenderCommands, rerenderStates } from "#lib/processing/rerender-run.ts";
import { costRows } from "./estimate-cost.ts";

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

const pacePerMinute = z.number().int().min(1).max(MAX_PACE);
const params = z.object({ number: z.coerce.number().int().positive() });

export const rerenderSchema = z
  .object({
    number: count,
    recipeVersion: z.string().describe("Of the recipe that it renders by"),
    isForced: z.boolean().describe("Whether images of this recipe are rendered as well"),
    state: z.enum(rerenderStates),
    note: z.string().optional().describe("Why it changed its state by itself"),
    pacePerMinute: count,
    startedAt: timestampField,
    startedBy: z.string().optional().describe("Absent when it began by itself, since the recipe had changed"),
    finishedAt: timestampField.optional(),
    passNumber: count.describe("Which time it goes through the library; the last one finds nothing to do"),
    done: count.describe("Images looked at and dealt with"),
    total: count.describe("Images there are; until all were looked at, as they were when it began"),
    rendered: count,
    failed: count.describe("Could not be rendered, and keep the renditions they have"),
    waiting: count.describe("Requested, and not handled yet"),
    secondsLeft: count.optional().describe("At its pace, when it is running"),
  })
  .meta({ id: "Rerender" });

const costSchema = z.object({
  images: count,
  dollars: z.number(),
  lines: z.array(z.object({ what: z.enum(costRows), dollars: z.number() })),
  pricesAsOf: z.string(),
  region: z.string(),
});

export const renditionsSchema = z
  .object({
    recipe: z.object({
      version: z.string(),
      renditions: z.array(
        z.object({
          name: z.string(),
          width: pixelsField,
          height: pixelsField,
          fit: z.enum(["cover", "inside"]),
          contentType: z.string(),
          onlyFor: z.array(z.string()).optional().describe("Types of the originals that get it; all when absent"),
          quality: z.int().meta({ minimum: 1, maximum: 100 }),
          isAnimated: z.boolean().describe("Whether an animated original stays animated"),
        }),
      ),
    }),
    images: count.describe("Images that are stored"),
    queueMessages: count,
    estimate: costSchema.describe("What rendering every image once costs on AWS, at list prices"),
    rerenders: z.array(rerenderSchema).describe("The newest, latest first"),
  })
  .meta({ id: "Renditions" });

export const getRenditionsOperation = operation({
  id: "adminGetRenditions",
  method: "get",
  path: "/admin/renditions",
  tag: "Admin",
  summary: "See the recipe of the renditions, and how re-renders of the library are doing",
  access: "admin",
  responses: { 200: { description: "Recipe, estimate and re-renders", body: renditionsSchema } },
  errors: ["not_found"],
});

export const startRerenderOperation = operation({
  id: "adminStartRerender",
  method: "post",
  path: "/admin/renditions",
  tag: "Admin",
  summary: "Render the library again",
  description:
    "A change of the recipe begins one by itself. Uploads go first, and the old renditions serve until the new ones stand.",
  access: "admin",
  body: z.object({
    force: z.boolean().default(false).describe("Also what is of the recipe already"),
    pacePerMinute: pacePerMinute.default(DEFAULT_PACE).describe("Most images a minute"),
  }),
  responses: { 201: { description: "Begun; it goes on within a minute", body: z.object({ run: rerenderSchema }) } },
  errors: ["not_found", "invalid_state"],
});

export const controlRerenderOperation = operation({
  id: "adminControlRerender",
  method: "patch",
  path: "/admin/renditions/{number}",
  tag: "Admin",
  summary: "Pause, resume or cancel a re-render, or change its pace",
  description: "What was asked for already is still rendered, a few images at most.",
  access: "admin",
  params,
  body: z.object({ command: z.enum(rerenderCommands).optional(), pacePerMinute: pacePerMinute.optional() }),
  responses: { 200: { description: "The re-render as it is then", body: z.object({ run: rerenderSchema }) } },
  errors: ["not_found", "invalid_state"],
});

export const rerenderFailureViewSchema = z
  .object({
    ownerId: idField,
    imageId: idField,
    fileName: z.string(),
    contentType: z.string(),
    failedAt: timestampField,
    code: z.enum(failureCodes),
    message: z.string(),
  })
  .meta({ id: "RerenderFailure" });

export const listRerenderFailuresOperation = operation({
  id: "adminListRerenderFailures",
  method: "get",
  path: "/admin/renditions/{number}/failures",
  tag: "Admin",
  summary: "List the images that a re-render could not render, latest first",
  description: "They keep the renditions they have. The next re-render tries them again.",
  access: "admin",
  params,
  query: z.object({
    limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "A page of images",
      body: z.object({ failures: z.array(rerenderFailureViewSchema), nextCursor: nextCursorField }),
    },
  },
  errors: ["not_found", "invalid_cursor"],
});
