import type { z } from "zod";
import type { WebConfig } from "#lib/config.ts";
import packageJson from "../../package.json" with { type: "json" };
import { limitNames, settingNames } from "./fact-names.ts";
import { formatQuantity } from "./format-quantity.ts";
import type { systemSchema } from "./overview-api.ts";
import { type Quantity, readLimits, readSettings } from "./system-facts.ts";

const SECOND_MS = 1_000;

export type System = z.infer<typeof systemSchema>;

/** What this installation is, without its secrets. */
export function getSystem(config: WebConfig): System {
  const isLocal = !config.queueUrl.includes(".amazonaws.com");
  return {
    version: packageJson.version,
    node: process.version,
    uptimeSeconds: Math.round(measureUptime(config)),
    region: config.region,
    isLocal,
    settings: toPairs(settingNames, readSettings(config)),
    limits: toPairs(limitNames, readLimits(config)),
    consoleLinks: isLocal ? [] : consoleLinks(config),
  };
}

/** Seconds since the system started, or else this process. Clocks may have been put back. */
function measureUptime({ startedAt }: Pick<WebConfig, "startedAt">): number {
  return startedAt === undefined ? process.uptime() : Math.max(0, Date.now() - Date.parse(startedAt)) / SECOND_MS;
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

function toPairs<Name extends string>(
  names: Record<Name, string>,
  facts: Record<Name, Quantity>,
): { name: string; value: string }[] {
  return (Object.keys(names) as Name[]).map((name) => ({ name: names[name], value: formatQuantity(facts[name]) }));
}
