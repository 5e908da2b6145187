import { indexes } from "#lib/database/keys.ts";
import type { Part } from "./sdk-calls.ts";

const everyFolder = ["uploads/*", "thumbnails/*", "indexes/*", "bulk/*"];
/** The table, and each of its indexes. */
const queried = ["table", ...Object.keys(indexes).map((name) => `table/index/${name}`)];
const ofFunction = (name: string) => ({
  "logs:CreateLogStream": [`log of ${name}`],
  "logs:PutLogEvents": [`log of ${name}`],
  "xray:PutTraceSegments": ["*"],
  "xray:PutTelemetryRecords": ["*"],
});
const onTable = (...names: string[]) => Object.fromEntries(names.map((name) => [`dynamodb:${name}`, ["table"]]));

/**
 * What each role is allowed, and on what: folders of the bucket, the bucket itself, and others by what they are for.
 * least-privilege.test.ts holds the plan to it.
 */
export const reach: Record<Part, Record<string, string[]>> = {
  worker: {
    "s3:GetObject": ["uploads/*"],
    "s3:PutObject": ["thumbnails/*"],
    "s3:DeleteObject": ["uploads/*", "thumbnails/*"],
    "s3:ListBucket": ["bucket"],
    ...onTable("GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"),
    "sqs:ReceiveMessage": ["queue"],
    "sqs:DeleteMessage": ["queue"],
    "sqs:GetQueueAttributes": ["queue"],
    ...ofFunction("thumbnail-worker"),
  },
  scheduled: {
    "s3:GetObject": ["uploads/*", "indexes/*", "bulk/*"],
    "s3:PutObject": ["indexes/*", "bulk/*"],
    "s3:DeleteObject": everyFolder,
    "s3:ListBucket": ["bucket"],
    ...onTable("GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "BatchWriteItem", "Scan"),
    "dynamodb:Query": queried,
    "sqs:SendMessage": ["queue"],
    "sqs:ReceiveMessage": ["dead letters"],
    "sqs:DeleteMessage": ["dead letters"],
    "sqs:GetQueueAttributes": ["queue", "dead letters"],
    ...ofFunction("scheduled"),
  },
  web: {
    // Signed links do what the role may: originals are stored by them, and copies without metadata are kept.
    "s3:GetObject": everyFolder,
    "s3:PutObject": ["uploads/*", "thumbnails/*", "bulk/*"],
    "s3:DeleteObject": everyFolder,
    "s3:ListBucket": ["bucket"],
    ...onTable("GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "BatchWriteItem", "Scan"),
    "dynamodb:Query": queried,
    "sqs:SendMessage": ["queue"],
    "sqs:GetQueueAttributes": ["queue", "dead letters"],
    "ssm:GetParameter": ["nextauth-secret", "metrics-token"],
  },
};

/** The same one by one, as a recording proxy has them: "s3:GetObject thumbnails/*". */
export function listAllowed(part: Part): string[] {
  return Object.entries(reach[part]).flatMap(([action, places]) => places.map((place) => `${action} ${place}`));
}
