import { z } from "zod";
import { operation } from "#lib/http/operation.ts";
import { integrityRunSchema } from "./integrity-run.ts";
import { MAX_PATROL_FINDINGS, patrolViewSchema, repairReportSchema } from "./patrol.ts";

const oneRun = z.object({ run: integrityRunSchema });

export const listIntegrityRunsOperation = operation({
  id: "adminListIntegrityRuns",
  method: "get",
  path: "/admin/integrity",
  tag: "Admin",
  summary: "See the last checks of bucket against table",
  access: "admin",
  responses: {
    200: {
      description: "The newest runs, latest first, and what the patrol sees",
      body: z.object({ runs: z.array(integrityRunSchema), patrol: patrolViewSchema.optional() }),
    },
  },
  errors: ["not_found"],
});

export const startIntegrityRunOperation = operation({
  id: "adminStartIntegrityRun",
  method: "post",
  path: "/admin/integrity",
  tag: "Admin",
  summary: "Begin a check of bucket against table",
  description:
    "`check` only reports, `repair` mends what can be mended. The answer comes after some seconds; while `phase` is not `done`, call `continue`, or leave it to the schedule.",
  access: "admin",
  body: z.object({ mode: z.enum(["check", "repair"]) }),
  responses: { 201: { description: "Begun", body: oneRun } },
  errors: ["not_found"],
});

export const continueIntegrityRunOperation = operation({
  id: "adminContinueIntegrityRun",
  method: "post",
  path: "/admin/integrity/{id}/continue",
  tag: "Admin",
  summary: "Continue a check",
  access: "admin",
  params: z.object({ id: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "Expected an id") }),
  responses: { 200: { description: "How far it is", body: oneRun } },
  errors: ["not_found"],
});

export const repairFindingsOperation = operation({
  id: "adminRepairFindings",
  method: "post",
  path: "/admin/integrity/repair",
  tag: "Admin",
  summary: "Mend what the patrol has found",
  description: "Each fault is looked at once more before. Doing so twice does it once.",
  access: "admin",
  body: z.object({
    ids: z.array(z.string().max(2048)).max(MAX_PATROL_FINDINGS).optional().describe("Of findings; all without it"),
  }),
  responses: {
    200: { description: "Mended", body: repairReportSchema },
  },
  errors: ["not_found"],
});
