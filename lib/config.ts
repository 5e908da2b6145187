import { z } from "zod";
import { normaliseEmail } from "./email-address.ts";
import { MAX_DELETED_KEPT_DAYS } from "./retention.ts";

/*
 * The only reader of process.env. Three runtimes share lib, so each validates its own slice: the web server
 * (webConfig), the thumbnail worker (workerConfig) and the scheduled jobs (scheduledConfig). The AWS SDK itself reads
 * AWS_ENDPOINT_URL_S3, …_SQS and …_DYNAMODB, AWS_ACCESS_KEY_ID and the like; those are not repeated here.
 */

const MEBIBYTE = 1024 * 1024;
const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * MINUTE_SECONDS;

/** The sweep gives an upload up two hours after its URL was signed, one for the URL and one for a slow PUT. */
export const MAX_UPLOAD_URL_SECONDS = 60 * MINUTE_SECONDS;
/** What S3 signs at most. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html */
const MAX_DOWNLOAD_URL_SECONDS = 7 * DAY_SECONDS;

const positiveInteger = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const atMost = (most: number, fallback: number) => z.coerce.number().int().positive().max(most).default(fallback);
const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((value) => value === "true");

const trashDays = positiveInteger(30).describe("How long images stay in the trash before they are deleted, days");

const auditRetentionDays = positiveInteger(400).describe("How long entries of the audit log are kept, days");

const awsShape = {
  AWS_REGION: z.string().min(1).default("us-east-1").describe("Region of bucket, queue and table"),
  BUCKET: z.string().min(3).describe("Name of the bucket that holds originals and renditions"),
  TABLE: z.string().min(3).describe("Name of the DynamoDB table"),
  S3_PATH_STYLE: flag.describe('"true" for engines without virtual-host addressing, the local cloud among them'),
};

const limitsShape = {
  MAX_UPLOAD_BYTES: positiveInteger(100 * MEBIBYTE).describe("Largest file that is accepted, bytes"),
};

const queueShape = {
  QUEUE_URL: z.url().describe("URL of the queue that feeds the thumbnail worker"),
  DEAD_LETTER_QUEUE_URL: z.url().describe("URL of that queue's dead-letter queue"),
};

/** What stays free on the disk of one machine for everything but uploads, unless set otherwise. */
export const DEFAULT_MIN_FREE_BYTES = 256 * MEBIBYTE;

/** Where the disk is this machine's: a folder on it, and what must stay free for everything but uploads. */
export interface DiskReserve {
  folder: string;
  minFreeBytes: number;
}

const webShape = {
  ...awsShape,
  ...limitsShape,
  ...queueShape,
  NEXTAUTH_URL: z.url().describe("Address that people open, without a trailing slash"),
  NEXTAUTH_SECRET: z.string().min(32).describe("Signs sessions and API tokens; at least 32 characters"),
  METRICS_TOKEN: z
    .string()
    .min(32)
    .optional()
    .describe("Bearer token that reads GET /api/metrics and nothing else; at least 32 characters"),
  USER_QUOTA_BYTES: positiveInteger(20 * 1024 * MEBIBYTE).describe("Storage each user may fill, bytes"),
  DIRECT_UPLOAD_MAX_BYTES: positiveInteger(32 * MEBIBYTE).describe(
    "Largest body of POST /api/upload, bytes; set it to the hosting's own limit",
  ),
  STORAGE_FOLDER: z
    .string()
    .optional()
    .describe("Folder on the disk of bucket and table, where that is this machine's own; `npm start` sets it"),
  MIN_FREE_BYTES: positiveInteger(DEFAULT_MIN_FREE_BYTES).describe(
    "What uploads leave free on that disk, bytes, for all that is stored beside originals",
  ),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe("How many proxies of yours append to X-Forwarded-For; 0 ignores the header"),
  DELETED_KEPT_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_DELETED_KEPT_DAYS)
    .default(0)
    .describe("How long storage keeps versions of deleted originals, days; 0 where it keeps none"),
  UPLOAD_URL_SECONDS: atMost(MAX_UPLOAD_URL_SECONDS, 15 * MINUTE_SECONDS).describe(
    `Life of a signed upload URL, seconds; at most ${MAX_UPLOAD_URL_SECONDS}`,
  ),
  DOWNLOAD_URL_SECONDS: atMost(MAX_DOWNLOAD_URL_SECONDS, 15 * MINUTE_SECONDS).describe(
    `Life of a signed download URL, seconds; at most ${MAX_DOWNLOAD_URL_SECONDS}`,
  ),
  SESSION_SECONDS: positiveInteger(30 * DAY_SECONDS).describe(
    "Longest life of a sign-in, however much it is used, and of an API token, seconds",
  ),
  SESSION_IDLE_SECONDS: positiveInteger(14 * DAY_SECONDS).describe(
    "How long a browser may stay away before it has to sign in again, seconds",
  ),
  ADMIN_EMAILS: z
    .string()
    .default("")
    .transform(toEmails)
    .describe(
      "E-mail addresses, separated by commas, whose first accounts are admins; register them before others can",
    ),
  AUDIT_RETENTION_DAYS: auditRetentionDays,
  TRASH_DAYS: trashDays,
  WORKER_SILENCE_SECONDS: positiveInteger(30 * MINUTE_SECONDS).describe(
    "How long the worker may be silent before health reports it, seconds",
  ),
};

const scheduledShape = {
  ...awsShape,
  ...queueShape,
  PATROL_IMAGES: positiveInteger(250).describe("About how many images the integrity walk visits a minute"),
  TRASH_DAYS: trashDays,
};

const workerShape = {
  ...awsShape,
  ...limitsShape,
  MAX_PIXELS: positiveInteger(250_000_000).describe(
    "Most pixels of one picture; formats that are decoded whole have lower limits of their own",
  ),
  MAX_FRAMES: positiveInteger(1_000).describe("Most frames of an animation"),
  ANIMATED_FRAMES: positiveInteger(100).describe("Up to so many frames a rendition stays animated, beyond it is still"),
  RENDER_TIMEOUT_MS: positiveInteger(20_000).describe("Longest time one picture may take, milliseconds"),
  // What the heaviest 50 megapixels take, which a HEIC or a progressive JPEG of the most that are accepted stays below: an AVIF of 10 bits a channel, with alpha and colour in full resolution.
  RENDER_MEMORY_BYTES: positiveInteger(1408 * MEBIBYTE).describe(
    "Most memory that rendering one picture may take, bytes",
  ),
};

function toEmails(list: string): ReadonlySet<string> {
  return new Set(list.split(",").map(normaliseEmail).filter(Boolean));
}

export interface AwsSettings {
  region: string;
}

export interface WebConfig extends AwsSettings {
  bucket: string;
  table: string;
  s3PathStyle: boolean;
  queueUrl: string;
  deadLetterQueueUrl: string;
  appUrl: string;
  secret: string;
  metricsToken: string | undefined;
  maxUploadBytes: number;
  userQuotaBytes: number;
  directUploadMaxBytes: number;
  /** Undefined where storage is no disk of this machine. */
  disk: DiskReserve | undefined;
  trustedProxyHops: number;
  /** How long storage keeps versions of deleted originals; 0 where it keeps none. */
  deletedKeptDays: number;
  uploadUrlSeconds: number;
  downloadUrlSeconds: number;
  sessionSeconds: number;
  sessionIdleSeconds: number;
  workerSilenceSeconds: number;
  /** Normalised. */
  adminEmails: ReadonlySet<string>;
  auditRetentionDays: number;
  trashDays: number;
}

/** What commands on the data need: `npm run admin`. */
export interface AdminConfig extends AwsSettings {
  table: string;
  auditRetentionDays: number;
}

/** What `npm run restore` works on. */
export interface RestoreConfig extends AwsSettings {
  bucket: string;
  table: string;
  s3PathStyle: boolean;
}

export interface WorkerConfig extends AwsSettings {
  bucket: string;
  table: string;
  s3PathStyle: boolean;
  maxUploadBytes: number;
  maxPixels: number;
  maxFrames: number;
  animatedFrames: number;
  renderTimeoutMs: number;
  renderMemoryBytes: number;
}

export interface ScheduledConfig extends AwsSettings {
  bucket: string;
  table: string;
  s3PathStyle: boolean;
  queueUrl: string;
  deadLetterQueueUrl: string;
  patrolImages: number;
  trashDays: number;
}

/** Every variable with its description, for the README's table and for messages. */
export const environmentVariables = { web: webShape, worker: workerShape, scheduled: scheduledShape };

type Environment = Record<string, string | undefined>;

/** The web server's settings. @throws ConfigError naming every bad variable and what was expected */
export function webConfig(environment: Environment = process.env): WebConfig {
  const env = parse(webShape, environment);
  return {
    region: env.AWS_REGION,
    bucket: env.BUCKET,
    table: env.TABLE,
    s3PathStyle: env.S3_PATH_STYLE,
    queueUrl: env.QUEUE_URL,
    deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL,
    appUrl: env.NEXTAUTH_URL.replace(/\/$/, ""),
    secret: env.NEXTAUTH_SECRET,
    metricsToken: env.METRICS_TOKEN,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    userQuotaBytes: env.USER_QUOTA_BYTES,
    directUploadMaxBytes: Math.min(env.DIRECT_UPLOAD_MAX_BYTES, env.MAX_UPLOAD_BYTES),
    disk: env.STORAGE_FOLDER ? { folder: env.STORAGE_FOLDER, minFreeBytes: env.MIN_FREE_BYTES } : undefined,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    deletedKeptDays: env.DELETED_KEPT_DAYS,
    uploadUrlSeconds: env.UPLOAD_URL_SECONDS,
    downloadUrlSeconds: env.DOWNLOAD_URL_SECONDS,
    sessionSeconds: env.SESSION_SECONDS,
    sessionIdleSeconds: env.SESSION_IDLE_SECONDS,
    workerSilenceSeconds: env.WORKER_SILENCE_SECONDS,
    adminEmails: env.ADMIN_EMAILS,
    auditRetentionDays: env.AUDIT_RETENTION_DAYS,
    trashDays: env.TRASH_DAYS,
  };
}

/** The worker's settings. @throws ConfigError naming every bad variable and what was expected */
export function workerConfig(environment: Environment = process.env): WorkerConfig {
  const env = parse(workerShape, environment);
  return {
    region: env.AWS_REGION,
    bucket: env.BUCKET,
    table: env.TABLE,
    s3PathStyle: env.S3_PATH_STYLE,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    maxPixels: env.MAX_PIXELS,
    maxFrames: env.MAX_FRAMES,
    animatedFrames: env.ANIMATED_FRAMES,
    renderTimeoutMs: env.RENDER_TIMEOUT_MS,
    renderMemoryBytes: env.RENDER_MEMORY_BYTES,
  };
}

/** The scheduled jobs' settings. @throws ConfigError naming every bad variable and what was expected */
export function scheduledConfig(environment: Environment = process.env): ScheduledConfig {
  const env = parse(scheduledShape, environment);
  return {
    region: env.AWS_REGION,
    bucket: env.BUCKET,
    table: env.TABLE,
    s3PathStyle: env.S3_PATH_STYLE,
    queueUrl: env.QUEUE_URL,
    deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL,
    patrolImages: env.PATROL_IMAGES,
    trashDays: env.TRASH_DAYS,
  };
}

/** The settings of commands on the data. @throws ConfigError naming every bad variable and what was expected */
export function adminConfig(environment: Environment = process.env): AdminConfig {
  const env = parse(
    { AWS_REGION: awsShape.AWS_REGION, TABLE: awsShape.TABLE, AUDIT_RETENTION_DAYS: auditRetentionDays },
    environment,
  );
  return { region: env.AWS_REGION, table: env.TABLE, auditRetentionDays: env.AUDIT_RETENTION_DAYS };
}

/** The settings of `npm run restore`. @throws ConfigError naming every bad variable and what was expected */
export function restoreConfig(environment: Environment = process.env): RestoreConfig {
  const env = parse(awsShape, environment);
  return { region: env.AWS_REGION, bucket: env.BUCKET, table: env.TABLE, s3PathStyle: env.S3_PATH_STYLE };
}

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

function parse<Shape extends z.ZodRawShape>(shape: Shape, environment: Environment): z.output<z.ZodObject<Shape>> {
  // An empty variable is how shells and consoles say "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    // Values of secrets must not reach logs, so the message states the expectation and whether anything was there.
    const received = given[name] === undefined ? "it is not set" : "the value given does not fit";
    return `  ${name}: ${issue.message}; ${received}. ${(shape[name] as z.ZodType | undefined)?.description ?? ""}`.trimEnd();
  });
  throw new ConfigError(`The environment is not complete:\n${lines.join("\n")}`);
}
