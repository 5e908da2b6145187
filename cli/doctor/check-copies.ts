import { z } from "zod";
import { UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { type Aws, findOnAws } from "./aws-command.ts";
import type { Deployment, Outputs } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* Whether copies go to another account, where they were asked for (the variable copies). */

const DAY_MS = 24 * 60 * 60 * 1000;
/** A week's schedule, and a day for what failed once. */
const MAX_EXPORT_AGE_DAYS = 8;
const APPLY = "Run terraform apply, which sets it right.";

const rulesSchema = z.object({
  ReplicationConfiguration: z.object({
    Rules: z.array(
      z.object({
        Status: z.string(),
        Filter: z.object({ Prefix: z.string().optional() }).optional(),
        Destination: z.object({ Bucket: z.string() }),
      }),
    ),
  }),
});

/** Whether S3 replicates originals as they come. */
export async function checkReplication(aws: Aws, { bucket, copies_bucket }: Outputs): Promise<Finding> {
  const call = aws("s3api", "get-bucket-replication", "--bucket", bucket);
  const answer = rulesSchema.optional().parse(await findOnAws(call, /^ReplicationConfigurationNotFoundError$/));
  const isOn = answer?.ReplicationConfiguration.Rules.some(
    ({ Status, Filter, Destination }) =>
      Status === "Enabled" &&
      Filter?.Prefix === UPLOADS_PREFIX &&
      Destination.Bucket === `arn:aws:s3:::${copies_bucket}`,
  );
  if (isOn) return ok(`Photos are replicated to ${copies_bucket}.`);
  return problem(`Photos are not replicated to ${copies_bucket}.`, APPLY);
}

const exportsSchema = z.object({
  ExportSummaries: z.array(z.object({ ExportArn: z.string(), ExportStatus: z.string() })).default([]),
});

/** Whether the table was exported of late. `now` is in milliseconds since the epoch. */
export async function checkExports(
  aws: Aws,
  { region, account, outputs }: Deployment & { outputs: Outputs },
  now: number = Date.now(),
): Promise<Finding> {
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${outputs.table}`;
  const { ExportSummaries: exports } = exportsSchema.parse(await aws("dynamodb", "list-exports", "--table-arn", arn));
  const times = exports
    .filter(({ ExportStatus }) => ExportStatus === "COMPLETED")
    .map(({ ExportArn }) => toTime(ExportArn))
    .sort((a, b) => b - a);
  const [last] = times;
  const failed = exports.filter(({ ExportStatus }) => ExportStatus === "FAILED").length;
  const tell = failed > 0 ? ` ${failed} failed: aws dynamodb describe-export says why.` : "";
  if (last === undefined) {
    return warning(
      `The table was never exported.${tell}`,
      "The first export comes within a day of the apply; look again then.",
    );
  }
  const days = Math.floor((now - last) / DAY_MS);
  if (days < MAX_EXPORT_AGE_DAYS) return ok(`The table was exported ${days} days ago.`);
  return problem(
    `The last export of the table is ${days} days old.${tell}`,
    `Is the schedule export-table of the group ${outputs.table}-copies enabled, and does infra/copies name this account?`,
  );
}

/** An export's id begins with when it was begun: "…/export/01695353076000-06e2188f". */
function toTime(arn: string): number {
  return Number(/\/export\/(\d+)-/.exec(arn)?.[1] ?? Number.NaN);
}
