import { z } from "zod";
import { normaliseEmail } from "./email-address.ts";
import { MAX_DELETED_KEPT_DAYS } from "./retention.ts";

/*
 * The only reader of process.env in lib. Each runtime validates its own slice: the web server (webConfig), the
 * thumbnail worker (workerConfig), the scheduled jobs (scheduledConfig) and commands (adminConfig, restoreConfig). The
 * AWS SDK itself reads AWS_ENDPOINT_URL_S3, …_SQS and …_DYNAMODB, AWS_ACCESS_KEY_ID and the like; those are not repeated
 * here.
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

const deletedKeptDays = z.coerce
  .number()
  .int()
  .min(0)
  .max(MAX_DELETED_KEPT_DAYS)
  .default(0)
  .describe("How long storage keeps versions of deleted originals, days; 0 where it keeps none");

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
  LOCAL_CLOUD_TOKEN: z
    .string()
    .min(32)
    .optional()
    .describe("Secret that the local database and queue take in place of signatures; `npm start` sets it"),
  WRITES_SNAPSHOTS: z
    .enum(["true", "false"])
    .default("true")
    .transform((value) => value === "true")
    .describe(
      "Whether this process stores snapshots of library indexes, where it may; `npm start` leaves that to its first",
    ),
  STARTED_AT: z.iso.datetime().optional().describe("When the whole system started; `npm start` sets it"),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe("How many proxies of yours append to X-Forwarded-For; 0 ignores the header"),
  DELETED_KEPT_DAYS: deletedKeptDays,
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
  INTEGRITY_IMAGES: positiveInteger(250).describe("About how many images a run of the integrity walk visits"),
  TRASH_DAYS: trashDays,
  DELETED_KEPT_DAYS: deletedKeptDays,
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
  // What the heaviest 50 megapixels take, which a HEIC or a progressive JPEG of the most that are accepted stays below:
  // an AVIF of 10 bits a channel, with alpha and colour in full resolution.
  RENDER_MEMORY_BYTES: positiveInteger(1408 * MEBIBYTE).describe(
    "Most memory that rendering one picture may take, bytes",
  ),
};

function toEmails(list: string): ReadonlySet<string> {
  return new Set(list.split(",").map(normaliseEmail).filter(Boolean));
}

/** Every variable with its description, for the README's table and for messages. */
export const environmentVariables = { web: webShape, worker: workerShape, scheduled: scheduledShape };

type Environment = Record<string, string | undefined>;

export type AwsSettings = Pick<WebConfig, "region">;
export type WebConfig = ReturnType<typeof webConfig>;
export type WorkerConfig = ReturnType<typeof workerConfig>;
export type ScheduledConfig = ReturnType<typeof scheduledConfig>;

/** The web server's settings. @throws ConfigError naming every bad variable and what was expected */
export function webConfig(environment: Environment = process.env) {
  const { nextauthUrl, nextauthSecret, storageFolder, minFreeBytes, ...settings } = parse(webShape, environment);
  const disk: DiskReserve | undefined = storageFolder ? { folder: storageFolder, minFreeBytes } : undefined;
  return {
    ...settings,
    appUrl: nextauthUrl.replace(/\/$/, ""),
    secret: nextauthSecret,
    directUploadMaxBytes: Math.min(settings.directUploadMaxBytes, settings.maxUploadBytes),
    /** Undefined where storage is no disk of this machine. */
    disk,
  };
}

/** The worker's settings. @throws ConfigError naming every bad variable and what was expected */
export function workerConfig(environment: Environment = process.env) {
  return parse(workerShape, environment);
}

/** The scheduled jobs' settings. @throws ConfigError naming every bad variable and what was expected */
export function scheduledConfig(environment: Environment = process.env) {
  return parse(scheduledShape, environment);
}

/** The settings of commands on the data. @throws ConfigError naming every bad variable and what was expected */
export function adminConfig(environment: Environment = process.env) {
  const { AWS_REGION, TABLE } = awsShape;
  return parse({ AWS_REGION, TABLE, AUDIT_RETENTION_DAYS: auditRetentionDays }, environment);
}

/** The settings of `npm run restore`. @throws ConfigError naming every bad variable and what was expected */
export function restoreConfig(environment: Environment = process.env) {
  return parse(awsShape, environment);
}

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A variable's name as that of a setting: MAX_UPLOAD_BYTES → maxUploadBytes, AWS_REGION → region. */
type SettingName<Name extends string> = Name extends `AWS_${infer Rest}`
  ? SettingName<Rest>
  : CamelCase<Lowercase<Name>>;
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

type Settings<Shape extends z.ZodRawShape> = {
  [Name in keyof Shape & string as SettingName<Name>]: z.output<Shape[Name]>;
};

function parse<Shape extends z.ZodRawShape>(shape: Shape, environment: Environment): Settings<Shape> {
  // An empty variable is how shells and consoles say "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = z.object(shape).safeParse(given);
  if (result.success) {
    const settings = Object.entries(result.data).map(([name, value]) => [toSettingName(name), value]);
    return Object.fromEntries(settings) as Settings<Shape>;
  }
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    // Values of secrets must not reach logs, so the message states the expectation and whether anything was there.
    const received = given[name] === undefined ? "it is not set" : "the value given does not fit";
    return `  ${name}: ${issue.message}; ${received}. ${(shape[name] as z.ZodType | undefined)?.description ?? ""}`.trimEnd();
  });
  throw new ConfigError(`The environment is not complete:\n${lines.join("\n")}`);
}

function toSettingName(variable: string): string {
  const words = variable.replace(/^AWS_/, "").toLowerCase();
  return words.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
