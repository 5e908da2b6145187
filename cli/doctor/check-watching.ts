import { z } from "zod";
import { type Aws, findOnAws } from "./aws-command.ts";
import type { Deployment, Outputs } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* Whether failures are reported to a person. */

/** The only region with metrics of Route 53 health checks, so their alarm and topic are there. */
const HEALTH_REGION = "us-east-1";
const isHealthWatched = (outputs: Outputs | undefined) => outputs?.alarms.includes("health") ?? false;

const alarmsSchema = z.object({
  MetricAlarms: z.array(z.object({ AlarmName: z.string(), ActionsEnabled: z.boolean(), StateValue: z.string() })),
});

export async function checkAlarms(
  aws: Aws,
  { region, prefix, outputs }: Deployment & { outputs: Outputs },
): Promise<Finding> {
  const describe = async (name: string, where: string) =>
    alarmsSchema.parse(
      await aws("cloudwatch", "describe-alarms", "--alarm-name-prefix", `${prefix}-${name}`, "--region", where),
    ).MetricAlarms;
  const alarms = await describe("", region);
  if (isHealthWatched(outputs) && region !== HEALTH_REGION) alarms.push(...(await describe("health", HEALTH_REGION)));
  const names = (of: typeof alarms) => of.map(({ AlarmName }) => AlarmName).join(", ");
  const expected = outputs.alarms.map((name) => `${prefix}-${name}`);
  const absent = expected.filter((name) => !alarms.some(({ AlarmName }) => AlarmName === name));
  if (absent.length > 0) return problem(`Alarms are missing: ${absent.join(", ")}.`, "Run terraform apply.");
  const muted = alarms.filter(({ ActionsEnabled }) => !ActionsEnabled);
  if (muted.length > 0) {
    return warning(
      `Alarms tell nobody: ${names(muted)}.`,
      `aws cloudwatch enable-alarm-actions --alarm-names ${names(muted).replaceAll(", ", " ")}`,
    );
  }
  const raised = alarms.filter(({ StateValue }) => StateValue === "ALARM");
  if (raised.length > 0)
    return problem(`Alarms are raised: ${names(raised)}.`, "Their descriptions in CloudWatch say what to look at.");
  return ok(`${alarms.length} alarms are set, none is raised.`);
}

/** Whether those whom alarms go to have confirmed that they want them. */
export async function checkSubscriptions(aws: Aws, { region, account, prefix, outputs }: Deployment): Promise<Finding> {
  const topics = [{ name: `${prefix}-alarms`, where: region }];
  if (isHealthWatched(outputs)) topics.push({ name: `${prefix}-health`, where: HEALTH_REGION });
  const schema = z.object({ Subscriptions: z.array(z.object({ Endpoint: z.string(), SubscriptionArn: z.string() })) });
  const subscriptions: z.output<typeof schema>["Subscriptions"] = [];
  for (const { name, where } of topics) {
    const topic = `arn:aws:sns:${where}:${account}:${name}`;
    const call = aws("sns", "list-subscriptions-by-topic", "--topic-arn", topic, "--region", where);
    const answer = await findOnAws(call, /^NotFound/);
    if (!answer) return problem(`The topic ${name} is missing.`, "Run terraform apply.");
    const { Subscriptions: found } = schema.parse(answer);
    if (found.length === 0)
      return warning(`${name} tells nobody.`, 'Set alarm_emails = ["you@example.org"] and apply.');
    subscriptions.push(...found);
  }
  const pending = subscriptions.filter(({ SubscriptionArn }) => !SubscriptionArn.startsWith("arn:"));
  if (pending.length === 0) return ok(`Alarms go to ${listAddresses(subscriptions)}.`);
  return problem(
    `${listAddresses(pending)} never confirmed to be told of alarms.`,
    'Follow the link in the mail "AWS Notification - Subscription Confirmation"; after three days apply again for a new one.',
  );
}

function listAddresses(subscriptions: { Endpoint: string }[]): string {
  return [...new Set(subscriptions.map(({ Endpoint }) => Endpoint))].join(", ");
}
