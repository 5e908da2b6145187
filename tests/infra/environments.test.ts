/** @module-tag long */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Call, isAllowed, type Statement } from "./support/iam.ts";
import { newStackPlan, type Plan, type PlannedResource, plan, planNew, resourceAt } from "./support/plan.ts";

const { program, motoEndpoint, folder } = inject("infra");
/** Three plans of half a minute each, on a busy machine. */
const PLANS_LIMIT_MS = 600_000;
const ACCOUNT = "123456789012";
const HERE = `us-east-1:${ACCOUNT}`;
const environments = ["production", "staging"] as const;
type Environment = (typeof environments)[number];
const other = { production: "staging", staging: "production" } as const;

/** What AWS tells resources of an account apart by. */
const NAMES = ["name", "bucket", "function_name", "alarm_name", "dashboard_name"];
/** Have a name within another resource, which bears the environment's. */
const INNER = ["aws_iam_role_policy", "aws_scheduler_schedule", "aws_apigatewayv2_stage"];

/** What a deployment that goes wrong would do to a resource, and how it is called there. */
const removals: Record<string, (values: Record<string, unknown>) => Call> = {
  aws_s3_bucket: ({ bucket }) => ({ action: "s3:DeleteBucket", resource: `arn:aws:s3:::${bucket}` }),
  aws_dynamodb_table: ({ name }) => ({
    action: "dynamodb:DeleteTable",
    resource: `arn:aws:dynamodb:${HERE}:table/${name}`,
  }),
  aws_sqs_queue: ({ name }) => ({ action: "sqs:DeleteQueue", resource: `arn:aws:sqs:${HERE}:${name}` }),
  aws_lambda_function: ({ function_name }) => ({
    action: "lambda:DeleteFunction",
    resource: `arn:aws:lambda:${HERE}:function:${function_name}`,
  }),
  aws_sns_topic: ({ name }) => ({ action: "sns:DeleteTopic", resource: `arn:aws:sns:${HERE}:${name}` }),
  aws_scheduler_schedule_group: ({ name }) => ({
    action: "scheduler:DeleteScheduleGroup",
    resource: `arn:aws:scheduler:${HERE}:schedule-group/${name}`,
  }),
  aws_scheduler_schedule: ({ group_name, name }) => ({
    action: "scheduler:DeleteSchedule",
    resource: `arn:aws:scheduler:${HERE}:schedule/${group_name}/${name}`,
  }),
  aws_ssm_parameter: ({ name }) => ({
    action: "ssm:DeleteParameter",
    resource: `arn:aws:ssm:${HERE}:parameter${name}`,
  }),
  aws_cloudwatch_log_group: ({ name = "/aws/amplify/d1" }) => ({
    action: "logs:DeleteLogGroup",
    resource: `arn:aws:logs:${HERE}:log-group:${name}`,
  }),
  aws_cloudwatch_metric_alarm: ({ alarm_name }) => ({
    action: "cloudwatch:DeleteAlarms",
    resource: `arn:aws:cloudwatch:${HERE}:alarm:${alarm_name}`,
  }),
  aws_cloudwatch_dashboard: ({ dashboard_name }) => ({
    action: "cloudwatch:DeleteDashboards",
    resource: `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${dashboard_name}`,
  }),
  aws_budgets_budget: ({ name }) => ({
    action: "budgets:ModifyBudget",
    resource: `arn:aws:budgets::${ACCOUNT}:budget/${name}`,
  }),
  aws_iam_role: ({ name }) => ({ action: "iam:DeleteRole", resource: `arn:aws:iam::${ACCOUNT}:role/${name}` }),
  // Called by ids of AWS's making, alike in both environments.
  aws_amplify_app: () => ({ action: "amplify:DeleteApp", resource: `arn:aws:amplify:${HERE}:apps/d1` }),
  aws_apigatewayv2_api: () => ({
    action: "apigateway:DELETE",
    resource: "arn:aws:apigateway:us-east-1::/apis/a123456789",
  }),
  aws_wafv2_web_acl: ({ name }) => ({
    action: "wafv2:DeleteWebACL",
    resource: `arn:aws:wafv2:${HERE}:global/webacl/${name}/1`,
  }),
};

describe.skipIf(!program || !motoEndpoint)("two environments in one account", () => {
  let plans: Record<Environment, Plan>;
  let policies: Record<Environment, { deployment: Statement[]; boundary: Statement[] }>;

  beforeAll(async () => {
    const [production, staging, bootstrap] = [
      await newStackPlan(),
      await plan("staging", `${folder}/none.tfstate`, {
        environment: "staging",
        repository: "https://github.com/example/skylight",
        hosting_enabled: true,
        strict_policies: true,
        waf_enabled: true,
        health_check_enabled: true,
        access_logs_enabled: true,
        budget_enabled: true,
        saved_queries_enabled: true,
        copies: { bucket: `skylight-staging-copies-${ACCOUNT}`, account: ACCOUNT },
      }),
      await planNew("bootstrap", { repository: "ada/skylight", environments }),
    ];
    plans = { production, staging };
    const read = (address: string) => {
      const { policy } = resourceAt(bootstrap, address).values;
      return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
    };
    const policiesOf = (environment: Environment) => ({
      deployment: read(`module.deploy_role["${environment}"].aws_iam_role_policy.this`),
      boundary: read(`module.deploy_role["${environment}"].aws_iam_policy.boundary`),
    });
    policies = { production: policiesOf("production"), staging: policiesOf("staging") };
  }, PLANS_LIMIT_MS);

  it("share no name", () => {
    const names = Object.fromEntries(environments.map((one) => [one, namesIn(plans[one])]));
    for (const one of environments) {
      expect(names[one]?.length).toBeGreaterThan(30);
      const ofNone = names[one]?.filter((name) => !new RegExp(`(^|/)skylight-${one}($|[-/])`).test(name));
      expect(ofNone).toEqual([]);
    }
    expect(names.production?.filter((name) => names.staging?.includes(name))).toEqual([]);
  });

  it("say nothing of each other, in whatever policy, address or setting", () => {
    for (const one of environments) {
      const said = plans[one].resources.filter(({ values }) =>
        JSON.stringify(values).includes(`skylight-${other[one]}`),
      );
      expect(said.map(({ address }) => address)).toEqual([]);
    }
  });

  it("have tags that tell them apart", () => {
    for (const one of environments) {
      const tagged = plans[one].resources.filter(({ values }) => values.tags_all);
      expect(tagged.length).toBeGreaterThan(20);
      const wrong = tagged.filter(({ values }) => (values.tags_all as { Environment?: string }).Environment !== one);
      expect(wrong.map(({ address }) => address)).toEqual([]);
    }
  });

  it.each(environments)("let the deployment of %s remove what is its own, and nothing of the other", (environment) => {
    const { deployment } = policies[environment];
    const may = (one: Environment) =>
      removalsIn(plans[one]).map((call) => ({ ...call, isAllowed: isAllowed(deployment, call) }));
    expect(may(environment).filter((call) => !call.isAllowed)).toEqual([]);
    expect(may(other[environment]).filter((call) => call.isAllowed)).toEqual([]);
  });

  it.each(environments)("keep the deployment of %s from what else would hurt the other", (environment) => {
    const { deployment } = policies[environment];
    const app = `arn:aws:amplify:${HERE}:apps/d1`;
    const log = `arn:aws:logs:${HERE}:log-group:/aws/amplify/d1`;
    const acl = `arn:aws:wafv2:us-east-1:${ACCOUNT}:global/webacl/skylight/1`;
    const ofItsOwn: Call[] = [
      // Their answers have the environment's variables in them.
      { action: "amplify:GetApp", resource: app },
      { action: "amplify:GetBranch", resource: `${app}/branches/main` },
      { action: "amplify:CreateBranch", resource: app },
      { action: "amplify:CreateDomainAssociation", resource: app },
      { action: "amplify:StartJob", resource: app },
      { action: "amplify:DisassociateWebACL", resource: app },
      { action: "wafv2:UpdateWebACL", resource: acl },
      // A day would empty it.
      { action: "logs:PutRetentionPolicy", resource: log },
      { action: "logs:DeleteRetentionPolicy", resource: log },
    ];
    const tagged = (one: Environment) =>
      ofItsOwn.map((call) => ({
        ...call,
        context: { "aws:ResourceTag/Project": "skylight", "aws:ResourceTag/Environment": one },
      }));
    expect(tagged(environment).filter((call) => !isAllowed(deployment, call))).toEqual([]);
    expect(tagged(other[environment]).filter((call) => isAllowed(deployment, call))).toEqual([]);
    // AWS may say nothing of an application's tags where a branch or a release of one's own is made.
    expect(isAllowed(deployment, { action: "amplify:CreateBranch", resource: app })).toBe(true);
    expect(isAllowed(deployment, { action: "amplify:StartJob", resource: `${app}/branches/main/jobs/1` })).toBe(true);
    // A web ACL is updated with the groups of AWS's rules that are in it, which nobody has tagged.
    const rules = {
      action: "wafv2:UpdateWebACL",
      resource: `arn:aws:wafv2:us-east-1:${ACCOUNT}:global/managedruleset/a/b`,
    };
    expect(isAllowed(deployment, rules)).toBe(true);

    const nobodys = [
      ...["IPSet", "RuleGroup", "RegexPatternSet"].flatMap((kind) => [`wafv2:Delete${kind}`, `wafv2:Update${kind}`]),
      ...["wafv2:DeleteLoggingConfiguration", "wafv2:PutPermissionPolicy", "logs:DeleteResourcePolicy"],
      ...["amplify:StopJob", "amplify:DeleteJob", "amplify:CreateWebhook", "amplify:CreateBackendEnvironment"],
    ];
    expect(nobodys.filter((action) => isAllowed(deployment, { action, resource: "*" }))).toEqual([]);
  });

  it.each(environments)(
    "let the deployment of %s neither read nor change photos and rows, its own too",
    (environment) => {
      const { deployment } = policies[environment];
      const photo = `arn:aws:s3:::skylight-${environment}-${ACCOUNT}-us-east-1/uploads/any`;
      const table = `arn:aws:dynamodb:${HERE}:table/skylight-${environment}`;
      const calls: Call[] = [
        ...["GetObject", "GetObjectVersion", "PutObject", "DeleteObject", "DeleteObjectVersion"].map((name) => ({
          action: `s3:${name}`,
          resource: photo,
        })),
        // What is changed is read as well: it is in the answer where that is asked for.
        ...["GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate", "PartiQLDelete"].map(
          (name) => ({ action: `dynamodb:${name}`, resource: table }),
        ),
      ];
      expect(calls.filter((call) => isAllowed(deployment, call))).toEqual([]);
    },
  );

  it.each(environments)("keep the deployment of %s from the state, queues and roles of the other", (environment) => {
    const { deployment } = policies[environment];
    const calls = (one: Environment): Call[] => {
      const role = `arn:aws:iam::${ACCOUNT}:role/skylight-${one}-web`;
      const state = `arn:aws:s3:::state-skylight-${ACCOUNT}-us-east-1/skylight/${one}.tfstate`;
      const functionArn = `arn:aws:lambda:${HERE}:function:skylight-${one}-thumbnail-worker`;
      const bounded = { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/skylight-${one}-boundary` };
      return [
        { action: "s3:GetObject", resource: state },
        { action: "s3:PutObject", resource: state },
        { action: "s3:DeleteObject", resource: `${state}.tflock` },
        { action: "lambda:DeleteEventSourceMapping", resource: "*", context: { "lambda:FunctionArn": functionArn } },
        { action: "iam:CreateRole", resource: role, context: bounded },
        { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "lambda.amazonaws.com" } },
      ];
    };
    expect(calls(environment).filter((call) => !isAllowed(deployment, call))).toEqual([]);
    expect(calls(other[environment]).filter((call) => isAllowed(deployment, call))).toEqual([]);
    const [, , , , create] = calls(environment);
    const [, , , , otherwise] = calls(other[environment]);
    // A role of its own, bounded as those of the other are.
    expect(isAllowed(deployment, { ...(create as Call), context: otherwise?.context ?? {} })).toBe(false);
  });

  it.each(environments)(
    "keep the roles of %s from the photos of the other, whatever a deployment gives them",
    (one) => {
      const read = (of: Environment) => ({
        action: "s3:GetObject",
        resource: `arn:aws:s3:::skylight-${of}-${ACCOUNT}-us-east-1/uploads/any`,
      });
      expect(isAllowed(policies[one].boundary, read(one))).toBe(true);
      expect(isAllowed(policies[one].boundary, read(other[one]))).toBe(false);
    },
  );
});

function namesIn({ resources }: Plan): string[] {
  return resources
    .filter(({ type }) => !INNER.includes(type))
    .flatMap(({ values }) => NAMES.map((attribute) => values[attribute]))
    .filter((name) => typeof name === "string");
}

function removalsIn({ resources }: Plan): Call[] {
  const found = resources.flatMap(({ type, values }: PlannedResource) => {
    const tags = Object.entries((values.tags_all ?? {}) as Record<string, string>);
    const context = Object.fromEntries(tags.map(([tag, value]) => [`aws:ResourceTag/${tag}`, value]));
    const call = removals[type]?.(values);
    return call ? { ...call, context } : [];
  });
  expect(found.length).toBeGreaterThan(30);
  return found;
}
