import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import type { z } from "zod";
import { jobs, runLimitsMs } from "#jobs/scheduled.ts";
import { environmentVariables } from "#lib/config.ts";
import { indexes, projections, TABLE_KEY, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { standing } from "#lib/operations/estimate-cost.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { scheduledNodeOptions, workerNodeOptions } from "#lib/processing/node-options.ts";
import { NEEDED_CONCURRENCY } from "../../cli/doctor/check-account.ts";
import { namesOf } from "../../cli/doctor/check-names.ts";
import { newStackPlan, type Plan, resourceAt } from "./support/plan.ts";

const { program, motoEndpoint } = inject("infra");

/** Set by Lambda and Amplify themselves, and not to be set by others. */
const setByPlatform = ["AWS_REGION"];
/**
 * About the disk that bucket and table are on, which the cloud has none of: given there, uploads would heed the
 * hosting's. And what only the local cloud takes, or what starts everything at once says of itself.
 */
const onlyOnOneMachine = ["STORAGE_FOLDER", "MIN_FREE_BYTES", "LOCAL_CLOUD_TOKEN", "WRITES_SNAPSHOTS", "STARTED_AT"];

describe.skipIf(!program || !motoEndpoint)("infrastructure and code agree", () => {
  let planned: Plan;

  beforeAll(async () => {
    planned = await newStackPlan();
  });

  it("on the table's key, indexes and expiry", () => {
    const table = resourceAt(planned, "module.database.aws_dynamodb_table.this").values as {
      hash_key: string;
      range_key: string;
      ttl: { attribute_name: string; enabled: boolean }[];
      global_secondary_index: {
        name: string;
        hash_key: string;
        range_key: string;
        projection_type: string;
        non_key_attributes: string[] | null;
      }[];
      billing_mode: string;
    };
    expect([table.hash_key, table.range_key]).toEqual([TABLE_KEY.partition, TABLE_KEY.sort]);
    expect(table.ttl).toEqual([{ attribute_name: TTL_ATTRIBUTE, enabled: true }]);
    const planIndexes = table.global_secondary_index.map(({ name, hash_key, range_key }) => [
      name,
      { partition: hash_key, sort: range_key },
    ]);
    expect(Object.fromEntries(planIndexes)).toEqual(indexes);
    for (const { name, projection_type, non_key_attributes } of table.global_secondary_index) {
      expect(projection_type).toBe(name in projections ? "INCLUDE" : "ALL");
      expect([...(non_key_attributes ?? [])].sort()).toEqual([...(projections[name] ?? [])].sort());
    }
  });

  it("on the names that the doctor looks for before a first apply", () => {
    const types: Record<string, string> = {
      roles: "aws_iam_role",
      functions: "aws_lambda_function",
      "log groups": "aws_cloudwatch_log_group",
      parameters: "aws_ssm_parameter",
      queues: "aws_sqs_queue",
      "schedule groups": "aws_scheduler_schedule_group",
    };
    const planNames = (kind: string) =>
      planned.resources
        .filter(({ type }) => type === types[kind])
        // The log of the hosting is called after an id that AWS has yet to make.
        .flatMap(({ values }) => [values.function_name ?? values.name ?? []].flat());
    for (const { kind, names } of namesOf("skylight-production")) {
      expect(planNames(kind).sort(), kind).toEqual([...names].sort());
    }
  });

  it("on how often a message is received before it is given up", () => {
    const source = readFileSync(join(inject("infra").folder, "modules/queue/main.tf"), "utf8");
    expect(/max_receive_count = (\d+)/.exec(source)?.[1]).toBe(String(MAX_RECEIVE_COUNT));
  });

  it("on an account that runs ten functions at once, as new ones do, and on what the overview takes all runs to cost", () => {
    const values = (type: string) => planned.resources.filter((one) => one.type === type).map((one) => one.values);
    const [mapping] = values("aws_lambda_event_source_mapping") as {
      scaling_config: { maximum_concurrency: number }[];
    }[];
    const workers = mapping?.scaling_config[0]?.maximum_concurrency ?? Number.NaN;
    const schedules = values("aws_scheduler_schedule").map(({ schedule_expression, target }) => {
      const { job } = JSON.parse((target as { input: string }[])[0]?.input ?? "") as { job: keyof typeof jobs };
      return { starts: minutesOf(String(schedule_expression)), minutes: minutesTaken(job) };
    });
    const HOURS_A_MONTH = 730;
    const starts = schedules.reduce((sum, schedule) => sum + schedule.starts.length, 0);
    expect(starts * HOURS_A_MONTH).toBe(standing.jobRuns);
    const running = Array.from({ length: 60 }, (_, minute) =>
      schedules.reduce((sum, { starts, minutes }) => {
        const since = starts.map((start) => (minute - start + 60) % 60);
        return sum + since.filter((passed) => passed < minutes).length;
      }, 0),
    );
    expect(Math.max(...running)).toBeGreaterThan(1);
    expect(workers + Math.max(...running)).toBeLessThanOrEqual(NEEDED_CONCURRENCY);
  });

  it.each([
    ["the worker", "worker", workerNodeOptions],
    ["the scheduled jobs", "scheduler", scheduledNodeOptions],
  ])("on what Node is started with to run %s", (_, module, options) => {
    const source = readFileSync(join(inject("infra").folder, `modules/${module}/main.tf`), "utf8");
    expect(/node_options += "(.*)"/.exec(source)?.[1]).toBe(options.join(" "));
  });

  it("on the folder whose objects are announced", () => {
    const { queue } = resourceAt(planned, "module.storage.aws_s3_bucket_notification.this").values as {
      queue: { filter_prefix: string; events: string[] }[];
    };
    expect(queue).toMatchObject([{ filter_prefix: UPLOADS_PREFIX, events: ["s3:ObjectCreated:*"] }]);
  });

  it("refuses bucket and queues to connections without TLS, and the bucket to old TLS and other encryption", () => {
    expect(listRefusals("module.storage.aws_s3_bucket_policy.this[0]")).toEqual([
      "RefuseWithoutTls",
      "RefuseOldTls",
      "RefuseOtherEncryption",
    ]);
    expect(listRefusals("module.queue.aws_sqs_queue.this")).toEqual(["RefuseWithoutTls"]);
    expect(listRefusals("module.queue.aws_sqs_queue.dead_letters")).toEqual(["RefuseWithoutTls"]);
  });

  function listRefusals(address: string): string[] {
    const { policy } = resourceAt(planned, address).values as { policy: string };
    const { Statement: statements } = JSON.parse(policy) as { Statement: { Sid: string; Effect: string }[] };
    return statements.filter(({ Effect }) => Effect === "Deny").map(({ Sid }) => Sid);
  }

  it("on the scheduled jobs", () => {
    const scheduled = planned.resources.filter(({ type }) => type === "aws_scheduler_schedule");
    const inputs = scheduled.map(({ values }) => (values.target as { input: string }[])[0]?.input ?? "");
    expect(inputs.map((input) => (JSON.parse(input) as { job: string }).job).sort()).toEqual(Object.keys(jobs).sort());
  });

  // A map with values that an apply has yet to find out is planned as a whole, so names are read from the sources.
  it.each(["web", "worker", "scheduled"] as const)("on every variable that the %s part demands", (part) => {
    const given = namesGivenTo(part);
    const demanded = Object.entries(environmentVariables[part])
      .filter(([, schema]) => !(schema as z.ZodType).safeParse(undefined).success)
      .map(([name]) => name);
    expect(demanded.filter((name) => !given.includes(name))).toEqual([]);
  });

  it.each(["web", "worker", "scheduled"] as const)("on every setting that can be made for the %s part", (part) => {
    const given = namesGivenTo(part);
    const apart = [...setByPlatform, ...onlyOnOneMachine];
    const all = Object.keys(environmentVariables[part]).filter((name) => !apart.includes(name));
    expect(all.filter((name) => !given.includes(name))).toEqual([]);
    expect(given.filter((name) => onlyOnOneMachine.includes(name))).toEqual([]);
  });

  it("on the limits that the variables are checked against", () => {
    const source = readFileSync(join(inject("infra").folder, "variables.tf"), "utf8");
    const shape = environmentVariables.worker as Record<string, z.ZodType>;
    const defaults = (name: string) => shape[name]?.parse(undefined);
    expect(source).toContain(`coalesce(var.settings.render_timeout_ms, ${defaults("RENDER_TIMEOUT_MS")})`);
    const MEBIBYTE = 1024 * 1024;
    const megabytes = Number(defaults("RENDER_MEMORY_BYTES")) / MEBIBYTE;
    expect(source).toContain(`coalesce(var.settings.render_memory_bytes, ${megabytes} * 1024 * 1024)`);
  });
});

/** Names in the environment that main.tf gives to a part, the session secret among them by its parameter. */
function namesGivenTo(part: "web" | "worker" | "scheduled"): string[] {
  const { folder } = inject("infra");
  const source = readFileSync(join(folder, "main.tf"), "utf8");
  const common = between(source, "common_environment = merge(", "\n  )");
  const own = {
    web:
      between(source, "web_environment = merge(", "\n  )") +
      between(source, "web_setting_names = [", "\n  ]") +
      readFileSync(join(folder, "modules/hosting/main.tf"), "utf8"),
    worker: between(source, "worker_setting_names = [", "\n  ]"),
    scheduled: between(source, 'module "scheduler" {', "\n}"),
  }[part];
  return (common + own).match(/\b[A-Z][A-Z0-9_]{3,}\b/g)?.map((name) => name.replace(/_PARAMETER$/, "")) ?? [];
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`Expected "${start}" … "${end.trim()}" in infra/main.tf`);
  return text.slice(from, to);
}

/** The minutes of an hour in which a schedule begins a job; a rate, which counts from when it was made, in each. */
function minutesOf(schedule: string): number[] {
  const hour = Array.from({ length: 60 }, (_, minute) => minute);
  if (schedule === "rate(1 minute)") return hour;
  const [, first, every] = /^cron\((\d+)\/(\d+) \* \* \* \? \*\)$/.exec(schedule) ?? [];
  expect(first, schedule).toBeDefined();
  return hour.filter((minute) => minute >= Number(first) && (minute - Number(first)) % Number(every) === 0);
}

/** In how many minutes a run is at work that begins with the first of them; ending takes its time as well. */
function minutesTaken(job: keyof typeof jobs): number {
  const MINUTE_MS = 60_000;
  const ENDING_MS = 10_000;
  const limit: number = job in runLimitsMs ? runLimitsMs[job as keyof typeof runLimitsMs] : 0;
  return Math.ceil((limit + ENDING_MS) / MINUTE_MS);
}
