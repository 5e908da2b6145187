import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { indexes, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { type Aws, findOnAws } from "./aws-command.ts";
import type { Outputs } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* The settings of bucket and table, as AWS has them now: consoles and other programs change what Terraform made. */

const APPLY = "Run terraform apply, which sets it right.";

export async function checkPublicAccess(aws: Aws, { bucket }: Outputs): Promise<Finding> {
  const call = aws("s3api", "get-public-access-block", "--bucket", bucket);
  const schema = z.object({ PublicAccessBlockConfiguration: z.record(z.string(), z.boolean()) }).optional();
  const answer = schema.parse(await findOnAws(call, /^NoSuchPublicAccessBlockConfiguration$/));
  const blocks = Object.values(answer?.PublicAccessBlockConfiguration ?? {});
  const BLOCKS = 4;
  const isClosed = blocks.length === BLOCKS && blocks.every(Boolean);
  return isClosed
    ? ok("The bucket cannot be opened to the public.")
    : problem("The bucket can be opened to the public.", APPLY);
}

export async function checkVersioning(aws: Aws, { bucket }: Outputs): Promise<Finding> {
  const schema = z.object({ Status: z.string().optional() });
  const { Status: status } = schema.parse(await aws("s3api", "get-bucket-versioning", "--bucket", bucket));
  if (status === "Enabled") return ok("Deleted photos can be brought back.");
  return problem("The bucket keeps no versions: what is deleted is lost.", APPLY);
}

export async function checkEncryption(aws: Aws, { bucket }: Outputs): Promise<Finding> {
  const answer = await aws("s3api", "get-bucket-encryption", "--bucket", bucket);
  const rule = z.object({ ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string() }) });
  const schema = z.object({ ServerSideEncryptionConfiguration: z.object({ Rules: z.array(rule).min(1) }) });
  const [first] = schema.parse(answer).ServerSideEncryptionConfiguration.Rules;
  const algorithm = first?.ApplyServerSideEncryptionByDefault.SSEAlgorithm;
  if (algorithm === "AES256") return ok("Photos are encrypted with S3's own keys.");
  // Uploads are refused then: the policy takes no other.
  return problem(`The bucket encrypts by ${algorithm}, which its policy refuses.`, APPLY);
}

export async function checkTls(aws: Aws, { bucket }: Outputs): Promise<Finding> {
  const call = aws("s3api", "get-bucket-policy", "--bucket", bucket);
  const answer = z
    .object({ Policy: z.string() })
    .optional()
    .parse(await findOnAws(call, /^NoSuchBucketPolicy$/));
  const statement = z.looseObject({
    Effect: z.string(),
    Principal: z.unknown(),
    Condition: z.object({ Bool: z.record(z.string(), z.unknown()).optional() }).optional(),
  });
  const { Statement: statements } = z
    .object({ Statement: z.array(statement).default([]) })
    .parse(JSON.parse(answer?.Policy ?? "{}"));
  const isRefused = statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Deny" &&
      (Principal === "*" || isDeepStrictEqual(Principal, { AWS: "*" })) &&
      String(Condition?.Bool?.["aws:SecureTransport"]) === "false",
  );
  if (isRefused) return ok("The bucket refuses connections without TLS.");
  return problem("The bucket takes connections without TLS.", "Apply with strict_policies = true.");
}

/** Whether browsers may send photos to the bucket from the site's pages. */
export async function checkCors(aws: Aws, { bucket, app_url }: Outputs): Promise<Finding> {
  const call = aws("s3api", "get-bucket-cors", "--bucket", bucket);
  const rule = z.object({ AllowedOrigins: z.array(z.string()), AllowedMethods: z.array(z.string()) });
  const answer = z
    .object({ CORSRules: z.array(rule) })
    .optional()
    .parse(await findOnAws(call, /^NoSuchCORSConfiguration$/));
  const allowing = answer?.CORSRules.filter(({ AllowedMethods }) => AllowedMethods.includes("PUT")) ?? [];
  const origins = allowing.flatMap(({ AllowedOrigins }) => AllowedOrigins);
  if (origins.includes("*")) return problem("Pages of every site may use the bucket's links.", APPLY);
  if (origins.includes(app_url)) return ok(`Pages of ${app_url} may send photos.`);
  return problem(
    `Pages of ${app_url} may not send photos, only those of ${origins.join(", ") || "none"}.`,
    "Set app_url to the address that people open, and apply.",
  );
}

/** Whether stored originals are announced to the queue. */
export async function checkEvents(aws: Aws, { bucket, queue_url }: Outputs): Promise<Finding> {
  const answer = await aws("s3api", "get-bucket-notification-configuration", "--bucket", bucket);
  const filter = z.object({
    Key: z.object({ FilterRules: z.array(z.object({ Name: z.string(), Value: z.string() })) }),
  });
  const queue = z.object({ QueueArn: z.string(), Events: z.array(z.string()), Filter: filter.optional() });
  const { QueueConfigurations: queues } = z.object({ QueueConfigurations: z.array(queue).default([]) }).parse(answer);
  const name = queue_url.split("/").at(-1);
  const ours = queues.filter(
    ({ QueueArn, Events }) => QueueArn.endsWith(`:${name}`) && Events.includes("s3:ObjectCreated:*"),
  );
  const prefixes = ours.flatMap(({ Filter }) => Filter?.Key.FilterRules ?? []).map(({ Value }) => Value);
  if (prefixes.includes(UPLOADS_PREFIX)) return ok("Stored photos are announced to the worker.");
  return problem("Stored photos are not announced to the worker: they get no thumbnails.", APPLY);
}

const indexSchema = z.object({ IndexName: z.string(), IndexStatus: z.string() });
const tableSchema = z.object({
  Table: z.object({
    DeletionProtectionEnabled: z.boolean().default(false),
    GlobalSecondaryIndexes: z.array(indexSchema).default([]),
  }),
});

export async function checkTableIndexes(aws: Aws, { table }: Outputs): Promise<Finding> {
  const { Table: answer } = tableSchema.parse(await aws("dynamodb", "describe-table", "--table-name", table));
  const active = answer.GlobalSecondaryIndexes.filter(({ IndexStatus }) => IndexStatus === "ACTIVE");
  const names = active.map(({ IndexName }) => IndexName);
  const absent = Object.keys(indexes).filter((name) => !names.includes(name));
  if (absent.length === 0) return ok("The table has every index.");
  const states = answer.GlobalSecondaryIndexes.filter(({ IndexStatus }) => IndexStatus !== "ACTIVE");
  const advice = states.length > 0 ? "Wait until AWS has filled them, which takes minutes to hours." : APPLY;
  return problem(`The table lacks what lists are read by: ${absent.join(", ")}.`, advice);
}

export async function checkTableProtection(aws: Aws, { table }: Outputs): Promise<Finding> {
  const { Table: answer } = tableSchema.parse(await aws("dynamodb", "describe-table", "--table-name", table));
  if (answer.DeletionProtectionEnabled) return ok("The table cannot be deleted by mistake.");
  return warning("The table can be deleted by one call.", "Apply with deletion_protection = true.");
}

export async function checkTableBackup(aws: Aws, { table }: Outputs): Promise<Finding> {
  const answer = await aws("dynamodb", "describe-continuous-backups", "--table-name", table);
  const recovery = z.object({ PointInTimeRecoveryDescription: z.object({ PointInTimeRecoveryStatus: z.string() }) });
  const { ContinuousBackupsDescription: backups } = z.object({ ContinuousBackupsDescription: recovery }).parse(answer);
  const status = backups.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus;
  if (status === "ENABLED") return ok("The table can be restored to any second of the last 35 days.");
  return warning("The table has no continuous backup.", "Apply with point_in_time_recovery = true.");
}

/** Whether what has an end in the table ends. */
export async function checkExpiry(aws: Aws, { table }: Outputs): Promise<Finding> {
  const answer = await aws("dynamodb", "describe-time-to-live", "--table-name", table);
  const description = z.object({ TimeToLiveStatus: z.string(), AttributeName: z.string().optional() });
  const { TimeToLiveDescription: ttl } = z.object({ TimeToLiveDescription: description }).parse(answer);
  const isOn = ttl.TimeToLiveStatus === "ENABLED" || ttl.TimeToLiveStatus === "ENABLING";
  if (isOn && ttl.AttributeName === TTL_ATTRIBUTE) return ok("Ended sessions and old records leave the table.");
  return problem("Ended sessions and old records stay in the table for ever.", APPLY);
}
