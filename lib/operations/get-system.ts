import type { z } from "zod";
import { type GuessThrottle, guessThrottles } from "#lib/accounts/guess-throttle.ts";
import { type RateLimit, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { WebConfig } from "#lib/config.ts";
import { recipe } from "#lib/images/recipe.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { MAX_OPEN_RESERVATIONS } from "#lib/usage/usage.ts";
import packageJson from "../../package.json" with { type: "json" };
import { formatDuration } from "./format-duration.ts";
import type { systemSchema } from "./overview-api.ts";

export type System = z.infer<typeof systemSchema>;

/** What this installation is, without its secrets. */
export function getSystem(config: WebConfig): System {
  const isLocal = !config.queueUrl.includes(".amazonaws.com");
  const { bucket, table, queueUrl, deadLetterQueueUrl, appUrl } = config;
  const settings = {
    Bucket: bucket,
    Table: table,
    Queue: queueUrl,
    "Dead-letter queue": deadLetterQueueUrl,
    Address: appUrl,
    "Admins by ADMIN_EMAILS": [...config.adminEmails].join(", ") || "none",
    "Proxies trusted": String(config.trustedProxyHops),
    "Audit log kept": `${config.auditRetentionDays} days`,
    "Trash kept": `${config.trashDays} days`,
  };
  const limits = {
    "Largest file": bytes(config.maxUploadBytes),
    "Largest body of POST /api/upload": bytes(config.directUploadMaxBytes),
    "Quota of a user": bytes(config.userQuotaBytes),
    "Open uploads of a user": MAX_OPEN_RESERVATIONS.toLocaleString("en"),
    "Attempts at a message": String(MAX_RECEIVE_COUNT),
    "Upload link valid for": formatDuration(config.uploadUrlSeconds),
    "Download link valid for": formatDuration(config.downloadUrlSeconds),
    "Longest session": formatDuration(config.sessionSeconds),
    "Session ends when unused for": formatDuration(config.sessionIdleSeconds),
    Recipe: `${recipe.version}: ${Object.keys(recipe.renditions).join(", ")}`,
    "Sign-ins from one address": rate(rateLimits.signInByAddress),
    "Password resets from one address": rate(rateLimits.resetByAddress),
    "Registrations from one address": rate(rateLimits.registerByAddress),
    "Registrations of taken emails": rate(rateLimits.takenByAddress),
    "Wrong passwords from one network": throttle(guessThrottles.byNetwork),
    "Wrong passwords for one account": throttle(guessThrottles.byAccount),
    "Wrong passwords from a known browser": throttle(guessThrottles.byDevice),
    "Wrong current passwords": throttle(guessThrottles.ownPassword),
  };
  return {
    version: packageJson.version,
    node: process.version,
    uptimeSeconds: Math.round(process.uptime()),
    region: config.region,
    isLocal,
    settings: pairs(settings),
    limits: pairs(limits),
    consoleLinks: isLocal ? [] : consoleLinks(config),
  };
}

function consoleLinks({ region, bucket, table, queueUrl }: WebConfig): System["consoleLinks"] {
  const console = `https://${region}.console.aws.amazon.com`;
  return [
    { label: "CloudWatch dashboards", url: `${console}/cloudwatch/home?region=${region}#dashboards:` },
    { label: "CloudWatch alarms", url: `${console}/cloudwatch/home?region=${region}#alarmsV2:` },
    { label: "Log groups", url: `${console}/cloudwatch/home?region=${region}#logsV2:log-groups` },
    { label: "Bucket", url: `https://s3.console.aws.amazon.com/s3/buckets/${encodeURIComponent(bucket)}` },
    { label: "Table", url: `${console}/dynamodbv2/home?region=${region}#table?name=${encodeURIComponent(table)}` },
    { label: "Queue", url: `${console}/sqs/v3/home?region=${region}#/queues/${encodeURIComponent(queueUrl)}` },
  ];
}

function pairs(values: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

function rate({ attempts, seconds }: RateLimit): string {
  return `${attempts} in ${formatDuration(seconds)}`;
}

function throttle({ freeGuesses, maxWaitSeconds }: GuessThrottle): string {
  return `${freeGuesses} an hour, then a wait of up to ${formatDuration(maxWaitSeconds)} each`;
}

/** In the largest unit that divides it: "100 MiB", "20 GiB", "1,500 bytes". */
function bytes(count: number): string {
  const unit = [
    { name: "GiB", bytes: 1024 ** 3 },
    { name: "MiB", bytes: 1024 ** 2 },
  ].find((one) => count >= one.bytes && count % one.bytes === 0);
  return unit === undefined
    ? `${count.toLocaleString("en")} bytes`
    : `${(count / unit.bytes).toLocaleString("en")} ${unit.name}`;
}
