import { z } from "zod";
import { ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { integrityRunSchema, MAX_FINDINGS, repairReportSchema, walkViewSchema } from "./walk-state.ts";

const oneRun = z.object({ run: integrityRunSchema });

export const listIntegrityRunsOperation = operation({
  id: "adminListIntegrityRuns",
  method: "get",
  path: "/admin/integrity",
  tag: "Admin",
  summary: "See the last integrity checks and the open findings",
  access: "admin",
  responses: {
    200: {
      description: "The newest checks, latest first, and what the integrity walk has found",
      body: z.object({ runs: z.array(integrityRunSchema), patrol: walkViewSchema.optional() }),
    },
  },
  errors: ["not_found"],
});

export const startIntegrityRunOperation = operation({
  id: "adminStartIntegrityRun",
  method: "post",
  path: "/admin/integrity",
  tag: "Admin",
  summary: "Check that stored files and database records match",
  description:
    "`check` only reports, `repair` repairs what can be repaired. The answer comes after some seconds; while `phase` is not `done`, call `continue`, or leave it to the schedule.",
  access: "admin",
  body: z.object({ mode: z.enum(["check", "repair"]) }),
  responses: { 201: { description: "Started", body: oneRun } },
  errors: ["not_found"],
});

export const continueIntegrityRunOperation = operation({
  id: "adminContinueIntegrityRun",
  method: "post",
  path: "/admin/integrity/{id}/continue",
  tag: "Admin",
  summary: "Continue a check",
  access: "admin",
  params: z.object({ id: ulidField }),
  responses: { 200: { description: "Its progress", body: oneRun } },
  errors: ["not_found"],
});

export const repairFindingsOperation = operation({
  id: "adminRepairFindings",
  method: "post",
  path: "/admin/integrity/repair",
  tag: "Admin",
  summary: "Repair what the integrity walk has found",
  description: "Each finding is rechecked first. Repeating the call repairs nothing twice.",
  access: "admin",
  body: z.object({
    ids: z.array(z.string().max(2048)).max(MAX_FINDINGS).optional().describe("Ids of findings; all if absent"),
  }),
  responses: {
    200: { description: "Repaired", body: repairReportSchema },
  },
  errors: ["not_found"],
});
