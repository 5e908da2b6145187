import { z } from "zod";
import { type Aws, findOnAws } from "./aws-command.ts";
import type { Deployment, Outputs } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* Whether failures are reported to a person. */

const alarmsSchema = z.object({
  MetricAlarms: z.array(z.object({ AlarmName: z.string(), ActionsEnabled: z.boolean(), StateValue: z.string() })),
});

export async function checkAlarms(aws: Aws, { prefix, outputs }: Deployment & { outputs: Outputs }): Promise<Finding> {
  const answer = await aws("cloudwatch", "describe-alarms", "--alarm-name-prefix", `${prefix}-`);
  const { MetricAlarms: alarms } = alarmsSchema.parse(answer);
  const names = (of: typeof alarms) => of.map(({ AlarmName }) => AlarmName).join(", ");
  // The one of the health check is in us-east-1, whatever the region.
  const expected = outputs.alarms.filter((name) => name !== "health").map((name) => `${prefix}-${name}`);
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
export async function checkSubscriptions(aws: Aws, { region, account, prefix }: Deployment): Promise<Finding> {
  const topic = `arn:aws:sns:${region}:${account}:${prefix}-alarms`;
  const call = aws("sns", "list-subscriptions-by-topic", "--topic-arn", topic);
  const schema = z.object({ Subscriptions: z.array(z.object({ Endpoint: z.string(), SubscriptionArn: z.string() })) });
  const answer = await findOnAws(call, /^NotFound/);
  if (!answer) return problem(`The topic ${prefix}-alarms is missing.`, "Run terraform apply.");
  const { Subscriptions: subscriptions } = schema.parse(answer);
  if (subscriptions.length === 0) {
    return warning("Alarms go to nobody.", 'Set alarm_emails = ["you@example.org"] and apply.');
  }
  const pending = subscriptions.filter(({ SubscriptionArn }) => !SubscriptionArn.startsWith("arn:"));
  if (pending.length === 0) return ok(`Alarms go to ${subscriptions.map(({ Endpoint }) => Endpoint).join(", ")}.`);
  return problem(
    `${pending.map(({ Endpoint }) => Endpoint).join(", ")} never confirmed to be told of alarms.`,
    'Follow the link in the mail "AWS Notification - Subscription Confirmation"; after three days apply again for a new one.',
  );
}
