import { z } from "zod";
import { countField as count, timestampField, urlField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { failureCodes } from "#lib/images/failure.ts";
import { periodNames } from "#lib/metrics/time-bucket.ts";
import { costRows } from "./estimate-cost.ts";
import { fullHealthSchema } from "./system-api.ts";

const milliseconds = z.number().optional().describe("Absent when nothing was counted");

export const overviewSchema = z
  .object({
    period: z.enum(periodNames),
    at: timestampField,
    sums: z.object({
      uploads: count,
      uploadedBytes: count,
      ready: count,
      failed: count,
      attemptsFailed: count,
      registrations: count,
      signIns: count,
      signInFailures: count,
      mostActiveUsers: count.describe("Users who signed in or uploaded, in the busiest part of the period"),
    }),
    activeUsers: z
      .object({
        hour: count.describe("In the last 60 minutes, estimated"),
        day: count.describe("In this hour and the 23 before"),
        month: count.describe("Today and on the 29 days before"),
      })
      .describe("Users who signed in or uploaded, each counted once"),
    failures: z.array(z.object({ code: z.enum(failureCodes), count })),
    readyTimeMs: z
      .object({ p50: milliseconds, p95: milliseconds })
      .describe("From stored to ready, for half and for 95% of the images"),
    parts: z.array(
      z.object({
        start: timestampField,
        uploads: count,
        uploadedBytes: count,
        ready: count,
        failed: count,
        activeUsers: count,
        readyTimeP50Ms: milliseconds,
        readyTimeP95Ms: milliseconds,
      }),
    ),
    totals: z.object({ users: count, images: count, bytes: count }).describe("What is stored, originals only"),
    queue: z.object({
      messages: count,
      deadLetters: count.describe("Not yet collected from the queue"),
      uploading: count,
      processing: count,
      openFailures: count,
      oldestSeconds: count.describe("How long the oldest image has been processing"),
    }),
    health: fullHealthSchema,
    integrity: z
      .object({ checkedAt: timestampField, findings: count.describe("Found and not repaired") })
      .optional()
      .describe("What the last completed check left open"),
    patrol: z
      .object({ at: timestampField, findings: count.describe("Open findings") })
      .optional()
      .describe("What the integrity walk has found"),
    cost: z.object({
      dollarsPerMonth: z.number().describe("What this usage costs on AWS, estimated at list prices"),
      lines: z.array(z.object({ what: z.enum(costRows), dollars: z.number() })),
      pricesAsOf: z.string(),
      region: z.string(),
    }),
  })
  .meta({ id: "Overview" });

export const getOverviewOperation = operation({
  id: "adminGetOverview",
  method: "get",
  path: "/admin/overview",
  tag: "Admin",
  summary: "See how everything is doing",
  access: "admin",
  query: z.object({ period: z.enum(periodNames).default("day") }),
  responses: { 200: { description: "Figures of the period", body: overviewSchema } },
  errors: ["not_found"],
});

export const systemSchema = z
  .object({
    version: z.string(),
    node: z.string(),
    uptimeSeconds: count,
    region: z.string(),
    isLocal: z.boolean().describe("Whether it runs on the embedded cloud instead of AWS"),
    settings: z.array(z.object({ name: z.string(), value: z.string() })).describe("Secrets are left out"),
    limits: z.array(z.object({ name: z.string(), value: z.string() })),
    consoleLinks: z.array(z.object({ label: z.string(), url: urlField })),
  })
  .meta({ id: "System" });

export const getSystemOperation = operation({
  id: "adminGetSystem",
  method: "get",
  path: "/admin/system",
  tag: "Admin",
  summary: "See version, settings and limits",
  access: "admin",
  responses: { 200: { description: "Without secrets", body: systemSchema } },
  errors: ["not_found"],
});

export const metricsOperation = operation({
  id: "metrics",
  method: "get",
  path: "/metrics",
  tag: "Admin",
  summary: "Figures for Prometheus",
  description:
    "Text format 0.0.4. Scrape with the token that METRICS_TOKEN sets as bearer token, or with an admin's API token.",
  access: "metrics",
  responses: { 200: { description: "The figures", body: z.string(), contentType: "text/plain" } },
  errors: ["not_found"],
});
