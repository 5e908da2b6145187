import type { Plan } from "./plan.ts";
import { resourceAt } from "./plan.ts";
import type { Part } from "./sdk-calls.ts";

/** What each of the SDK's commands needs. HeadObject and HeadBucket have no action of their own. */
export const actionsOfCommand: Record<string, string[]> = {
  GetObjectCommand: ["s3:GetObject", "s3:ListBucket"],
  HeadObjectCommand: ["s3:GetObject", "s3:ListBucket"],
  PutObjectCommand: ["s3:PutObject"],
  DeleteObjectCommand: ["s3:DeleteObject"],
  DeleteObjectsCommand: ["s3:DeleteObject"],
  ListObjectsV2Command: ["s3:ListBucket"],
  HeadBucketCommand: ["s3:ListBucket"],
  CopyObjectCommand: ["s3:GetObject", "s3:PutObject"],
  GetCommand: ["dynamodb:GetItem"],
  PutCommand: ["dynamodb:PutItem"],
  UpdateCommand: ["dynamodb:UpdateItem"],
  DeleteCommand: ["dynamodb:DeleteItem"],
  QueryCommand: ["dynamodb:Query"],
  ScanCommand: ["dynamodb:Scan"],
  BatchGetCommand: ["dynamodb:BatchGetItem"],
  BatchWriteCommand: ["dynamodb:BatchWriteItem"],
  DescribeTableCommand: ["dynamodb:DescribeTable"],
  SendMessageCommand: ["sqs:SendMessage"],
  SendMessageBatchCommand: ["sqs:SendMessage"],
  ReceiveMessageCommand: ["sqs:ReceiveMessage"],
  DeleteMessageCommand: ["sqs:DeleteMessage"],
  DeleteMessageBatchCommand: ["sqs:DeleteMessage"],
  GetQueueAttributesCommand: ["sqs:GetQueueAttributes"],
  StartMessageMoveTaskCommand: [
    "sqs:StartMessageMoveTask",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:SendMessage",
  ],
  GetParameterCommand: ["ssm:GetParameter"],
};

/** What AWS itself does in a role's name. */
const lambdaActions = [
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
];
export const platformActions: Record<Part, string[]> = {
  worker: [...lambdaActions, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  scheduled: lambdaActions,
  web: [],
};

const policyAddresses: Record<Part, string> = {
  worker: "module.worker.module.function.aws_iam_role_policy.this",
  scheduled: "module.scheduler.module.function.aws_iam_role_policy.this",
  web: "module.hosting[0].aws_iam_role_policy.compute",
};

export interface Grant {
  action: string;
  resource: string;
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

/** Everything that the planned role of a part allows, one action on one resource each. */
export function toGrants(plan: Plan, part: Part): Grant[] {
  const { policy } = resourceAt(plan, policyAddresses[part]).values;
  if (typeof policy !== "string") throw new Error(`Expected the plan to know the policy of ${part}`);
  const { Statement: statements } = JSON.parse(policy) as { Statement: Statement[] };
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
    );
}

/** The actions that a set of commands needs. @throws RangeError for a command that nobody has mapped yet */
export function toActions(commands: Iterable<string>): Set<string> {
  return new Set(
    [...commands].flatMap((command) => {
      const actions = actionsOfCommand[command];
      if (!actions) throw new RangeError(`Expected the actions of ${command} in tests/infra/support/permissions.ts`);
      return actions;
    }),
  );
}

/** Which actions are needed and not granted, and which are granted and not needed; each sorted. */
export function comparePermissions(needed: Iterable<string>, granted: Iterable<string>) {
  const need = new Set(needed);
  const grant = new Set(granted);
  return {
    missing: [...need].filter((one) => !grant.has(one)).sort(),
    unneeded: [...grant].filter((one) => !need.has(one)).sort(),
  };
}
