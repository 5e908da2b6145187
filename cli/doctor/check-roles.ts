import { z } from "zod";
import type { Aws } from "./aws-command.ts";
import type { Deployment, Outputs } from "./deployment.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** What a role must reach and what it must not, on one resource. */
interface Reach {
  resource: string;
  needs?: readonly string[];
  mustNot?: readonly string[];
}

interface Arns {
  bucket: string;
  table: string;
  queue: string;
  secret: string;
}

/**
 * Samples of each role's reach: what people notice first when it is missing, and what nobody could make good. Every
 * single permission is compared with the code by tests/infra/least-privilege.test.ts; here AWS is asked, which knows of
 * boundaries, of policies of the organisation and of what somebody attached by hand.
 */
const reachOfRoles = {
  web: ({ bucket, table, queue, secret }: Arns): Reach[] => [
    { resource: `${bucket}/uploads/any`, needs: ["s3:GetObject", "s3:PutObject"], mustNot: ["s3:DeleteObjectVersion"] },
    { resource: table, needs: ["dynamodb:PutItem", "dynamodb:UpdateItem"], mustNot: ["dynamodb:DeleteTable"] },
    { resource: `${table}/index/changes`, needs: ["dynamodb:Query"] },
    { resource: queue, needs: ["sqs:SendMessage"], mustNot: ["sqs:PurgeQueue"] },
    { resource: secret, needs: ["ssm:GetParameter"], mustNot: ["ssm:PutParameter"] },
  ],
  "thumbnail-worker": ({ bucket, table, queue, secret }: Arns): Reach[] => [
    { resource: `${bucket}/uploads/any`, needs: ["s3:GetObject"], mustNot: ["s3:PutObject"] },
    { resource: `${bucket}/thumbnails/any`, needs: ["s3:PutObject"] },
    { resource: table, needs: ["dynamodb:UpdateItem"], mustNot: ["dynamodb:Scan", "dynamodb:DeleteTable"] },
    { resource: queue, needs: ["sqs:ReceiveMessage", "sqs:DeleteMessage"] },
    { resource: secret, mustNot: ["ssm:GetParameter"] },
  ],
  scheduled: ({ bucket, table, queue, secret }: Arns): Reach[] => [
    { resource: `${bucket}/indexes/any`, needs: ["s3:GetObject", "s3:PutObject"] },
    { resource: table, needs: ["dynamodb:Scan", "dynamodb:UpdateItem"], mustNot: ["dynamodb:DeleteTable"] },
    { resource: `${queue}-dead-letters`, needs: ["sqs:ReceiveMessage"] },
    { resource: secret, mustNot: ["ssm:GetParameter"] },
  ],
} as const;

export type Role = keyof typeof reachOfRoles;

export const roles = Object.keys(reachOfRoles) as Role[];

const simulationSchema = z.object({
  EvaluationResults: z.array(z.object({ EvalActionName: z.string(), EvalDecision: z.string() })),
});

/** Asks AWS what a role of the stack may do, without doing it. */
export async function checkRole(aws: Aws, deployment: Deployment & { outputs: Outputs }, role: Role): Promise<Finding> {
  const { account, prefix } = deployment;
  const arn = `arn:aws:iam::${account}:role/${prefix}-${role}`;
  const reaches = reachOfRoles[role](toArns(deployment));
  const wrong: string[] = [];
  for (const { resource, needs = [], mustNot = [] } of reaches) {
    const words = ["--policy-source-arn", arn, "--resource-arns", resource, "--action-names", ...needs, ...mustNot];
    const { EvaluationResults: results } = simulationSchema.parse(
      await aws("iam", "simulate-principal-policy", ...words),
    );
    const isAllowed = (action: string) =>
      results.some(({ EvalActionName, EvalDecision }) => EvalActionName === action && EvalDecision === "allowed");
    wrong.push(...needs.filter((action) => !isAllowed(action)).map((action) => `may not ${action} on ${resource}`));
    wrong.push(...mustNot.filter(isAllowed).map((action) => `may ${action} on ${resource}`));
  }
  if (wrong.length === 0) return ok(`${prefix}-${role} reaches what it needs.`);
  return problem(
    `${prefix}-${role} ${wrong.join(", ")}.`,
    "Run terraform apply. If it stays, look for a boundary, a policy of the organisation, or one attached by hand.",
  );
}

function toArns({ region, account, prefix, outputs }: Deployment & { outputs: Outputs }): Arns {
  const own = `${region}:${account}`;
  const parameter = outputs.secret_parameter ?? `/${prefix}/nextauth-secret`;
  return {
    bucket: `arn:aws:s3:::${outputs.bucket}`,
    table: `arn:aws:dynamodb:${own}:table/${outputs.table}`,
    queue: `arn:aws:sqs:${own}:${outputs.queue_url.split("/").at(-1)}`,
    secret: `arn:aws:ssm:${own}:parameter${parameter}`,
  };
}
