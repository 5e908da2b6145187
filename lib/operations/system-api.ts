import { z } from "zod";
import { operation } from "#lib/http/operation.ts";

const check = z.enum(["ok", "failing"]);

export const fullHealthSchema = z.object({
  status: check,
  checks: z.object({ storage: check, queue: check, database: check, worker: check }),
});
const healthSchema = fullHealthSchema.partial({ checks: true });

export const healthOperation = operation({
  id: "health",
  method: "get",
  path: "/health",
  tag: "System",
  summary: "Is everything running?",
  description: "At most a second old. Admins are told in `checks` which part fails.",
  access: "public",
  responses: {
    200: { description: "Everything is", body: healthSchema },
    503: { description: "Something is not", body: healthSchema },
  },
  errors: [],
});

export const openApiOperation = operation({
  id: "openApi",
  method: "get",
  path: "/openapi.json",
  tag: "System",
  summary: "This document",
  access: "public",
  responses: { 200: { description: "OpenAPI 3.1", body: z.looseObject({ openapi: z.string() }) } },
  errors: [],
});
