import pMap from "p-map";
import { z } from "zod";
import type { Aws } from "./aws-command.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, ok, problem } from "./finding.ts";

/*
 * What would make a first apply fail halfway: names that something else has. Bucket and table are looked at by
 * themselves; topics and alarms can be made over what there is. Where a list has thousands, the command reads all pages.
 */

interface Kind {
  /** As AWS calls them, in the plural. */
  kind: string;
  /** What infra/ makes of them for a stack; a test compares these with a plan. */
  names: readonly string[];
  list: readonly [service: string, operation: string, ...options: string[]];
  /** The names in the answer. */
  read: (answer: unknown) => string[];
}

const CONCURRENCY = 2;

const read = (list: string, name: string) => {
  const schema = z.object({ [list]: z.array(z.object({ [name]: z.string() })).default([]) });
  return (answer: unknown) => (schema.parse(answer)[list] ?? []).flatMap((item) => item[name] ?? []);
};

/** What there is of a stack's names, by kind. */
export function namesOf(prefix: string): Kind[] {
  return [
    {
      kind: "roles",
      names: ["web", "web-service", "thumbnail-worker", "scheduled", "scheduled-caller"].map(
        (end) => `${prefix}-${end}`,
      ),
      list: ["iam", "list-roles"],
      read: read("Roles", "RoleName"),
    },
    {
      kind: "functions",
      names: ["thumbnail-worker", "scheduled"].map((end) => `${prefix}-${end}`),
      list: ["lambda", "list-functions"],
      read: read("Functions", "FunctionName"),
    },
    {
      kind: "log groups",
      names: [
        `/aws/lambda/${prefix}-thumbnail-worker`,
        `/aws/lambda/${prefix}-scheduled`,
        `/aws/apigateway/${prefix}-api`,
      ],
      list: ["logs", "describe-log-groups", "--log-group-name-prefix", "/aws/"],
      read: read("logGroups", "logGroupName"),
    },
    {
      kind: "parameters",
      names: ["nextauth-secret", "metrics-token"].map((end) => `/${prefix}/${end}`),
      list: ["ssm", "describe-parameters", "--parameter-filters", `Key=Name,Option=BeginsWith,Values=/${prefix}/`],
      read: read("Parameters", "Name"),
    },
    {
      kind: "queues",
      names: ["thumbnails", "thumbnails-dead-letters"].map((end) => `${prefix}-${end}`),
      list: ["sqs", "list-queues", "--queue-name-prefix", prefix],
      read: (answer) =>
        z
          .object({ QueueUrls: z.array(z.string()).default([]) })
          .parse(answer)
          .QueueUrls.map((url) => url.split("/").at(-1) ?? ""),
    },
    {
      kind: "schedule groups",
      names: [`${prefix}-scheduled`],
      list: ["scheduler", "list-schedule-groups", "--name-prefix", prefix],
      read: read("ScheduleGroups", "Name"),
    },
  ];
}

/**
 * Whether the names that a first apply gives are free. A list that is refused hides no name that another one tells.
 * @throws what refused a list, where none of the others tells a name that is taken
 */
export async function checkNames(aws: Aws, { prefix }: Deployment): Promise<Finding> {
  const refusals: unknown[] = [];
  const taken = await pMap(
    namesOf(prefix),
    async ({ kind, names, list, read }) => {
      try {
        const there = new Set(read(await aws(...list)));
        const found = names.filter((name) => there.has(name));
        return found.length > 0 ? [`${kind} ${found.join(", ")}`] : [];
      } catch (error) {
        refusals.push(error);
        return [];
      }
    },
    { concurrency: CONCURRENCY },
  );
  if (taken.flat().length === 0) {
    if (refusals.length > 0) throw refusals[0];
    return ok(`Nothing of the account is called ${prefix} yet.`);
  }
  return problem(
    `The account has the ${taken.flat().join("; ")}, but Terraform's state here does not know of them.`,
    "Connect the state that they were made with (terraform init -backend-config=…), or choose another environment.",
  );
}
