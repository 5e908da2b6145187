import { z } from "zod";
import { operation } from "#lib/http/operation.ts";
import { integrityRunSchema } from "./integrity-run.ts";

const oneRun = z.object({ run: integrityRunSchema });

export const listIntegrityRunsOperation = operation({
  id: "adminListIntegrityRuns",
  method: "get",
  path: "/admin/integrity",
  tag: "Admin",
  summary: "See the last checks of bucket against table",
  access: "admin",
  responses: {
    200: { description: "The newest runs, latest first", body: z.object({ runs: z.array(integrityRunSchema) }) },
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
  summary: "Go on with a check",
  access: "admin",
  params: z.object({ id: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "Expected an id") }),
  responses: { 200: { description: "How far it is", body: oneRun } },
  errors: ["not_found"],
});
