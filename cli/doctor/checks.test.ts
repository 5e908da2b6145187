import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { type Aws, AwsError } from "./aws-command.ts";
import { checkAddress, checkConcurrency, checkTool } from "./check-account.ts";
import { checkStateBucket } from "./check-bootstrap.ts";
import { checkExports, checkReplication } from "./check-copies.ts";
import { checkNames } from "./check-names.ts";
import { checkRole, roles } from "./check-roles.ts";
import { checkHealth } from "./check-site.ts";
import { checkTls } from "./check-stores.ts";
import { checkAlarms, checkSubscriptions } from "./check-watching.ts";
import { checkEnvironment, checkRegion, checkState, type Outputs } from "./deployment.ts";
import { ok, problem, runChecks, warning } from "./finding.ts";
import { readPlace } from "./terraform-variables.ts";

/* What moto cannot answer; the rest is in tests/infra/doctor.test.ts. */

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory[Symbol.asyncDispose]());

const outputs: Outputs = {
  app_url: "https://photos.example.org",
  bucket: "skylight-production-123456789012-eu-central-1",
  table: "skylight-production",
  queue_url: "https://sqs.eu-central-1.amazonaws.com/123456789012/skylight-production-thumbnails",
  secret_parameter: "/skylight-production/nextauth-secret",
  copies_bucket: "skylight-production-copies-210987654321",
  alarms: [],
};
const deployment = { region: "eu-central-1", account: "123456789012", prefix: "skylight-production", outputs };

test.each([
  [1000, "ok"],
  [10, "warning"],
  [9, "problem"],
] as const)("an account that runs %i functions at once: %s", async (runs, level) => {
  const aws: Aws = async () => ({ AccountLimit: { UnreservedConcurrentExecutions: runs } });
  expect(await checkConcurrency(aws)).toMatchObject({ level });
});

/** AWS with roles that may do everything for which `decides`. */
function simulating(decides: (action: string, resource: string) => boolean): Aws {
  return async (...words) => {
    const resource = words[words.indexOf("--resource-arns") + 1] ?? "";
    const actions = words.slice(words.indexOf("--action-names") + 1);
    const EvaluationResults = actions.map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: decides(EvalActionName, resource) ? "allowed" : "implicitDeny",
    }));
    return { EvaluationResults };
  };
}

test.each(roles)("the role %s is told when it may too little, and when it may too much", async (role) => {
  const nothing = await checkRole(
    simulating(() => false),
    deployment,
    role,
  );
  expect(nothing).toMatchObject({ level: "problem", found: expect.stringContaining("may not dynamodb:UpdateItem") });
  const everything = await checkRole(
    simulating(() => true),
    deployment,
    role,
  );
  expect(everything).toMatchObject({ level: "problem", found: expect.stringContaining("may dynamodb:DeleteTable") });
});

test("a role with just what it needs is well", async () => {
  const aws = simulating((action, resource) => {
    if (resource.endsWith("/uploads/any")) return action === "s3:GetObject";
    if (resource.includes(":parameter/")) return false;
    return action !== "dynamodb:Scan" && action !== "dynamodb:DeleteTable";
  });
  expect(await checkRole(aws, deployment, "thumbnail-worker")).toMatchObject({ level: "ok" });
});

test("an unconfirmed subscription is reported", async () => {
  const Subscriptions = [
    { Endpoint: "ada@example.org", SubscriptionArn: "arn:aws:sns:eu-central-1:123456789012:a:b" },
    { Endpoint: "bob@example.org", SubscriptionArn: "PendingConfirmation" },
  ];
  const finding = await checkSubscriptions(async () => ({ Subscriptions }), deployment);
  expect(finding).toMatchObject({ level: "problem", found: expect.stringMatching(/^bob@example\.org never/) });
});

/** AWS whose answers differ by the region that is asked. */
const byRegion =
  (answers: Record<string, unknown>): Aws =>
  async (...words) =>
    answers[words[words.indexOf("--region") + 1] ?? ""];
const watched = { ...deployment, outputs: { ...outputs, alarms: ["silence", "health"] } };

test("the alarm of the health check is looked at where it is, and so is who is told of it", async () => {
  const alarm = (name: string, StateValue = "OK") => ({
    MetricAlarms: [{ AlarmName: `skylight-production-${name}`, ActionsEnabled: true, StateValue }],
  });
  const alarms = (health: unknown) => byRegion({ "eu-central-1": alarm("silence"), "us-east-1": health });
  expect(await checkAlarms(alarms(alarm("health")), watched)).toMatchObject({ level: "ok" });
  expect(await checkAlarms(alarms({ MetricAlarms: [] }), watched)).toMatchObject({ level: "problem" });
  const raised = await checkAlarms(alarms(alarm("health", "ALARM")), watched);
  expect(raised).toMatchObject({ level: "problem", found: expect.stringContaining("raised") });

  const mail = (SubscriptionArn: string) => ({ Subscriptions: [{ Endpoint: "ada@example.org", SubscriptionArn }] });
  const mails = (health: unknown) => byRegion({ "eu-central-1": mail("arn:aws:sns:a"), "us-east-1": health });
  expect(await checkSubscriptions(mails(mail("arn:aws:sns:b")), watched)).toMatchObject({ level: "ok" });
  expect(await checkSubscriptions(mails(mail("PendingConfirmation")), watched)).toMatchObject({ level: "problem" });
  expect(await checkSubscriptions(mails({ Subscriptions: [] }), watched)).toMatchObject({ level: "warning" });
});

test.each([
  ["refuses connections without TLS", {}, "ok"],
  ["refuses those with it", { Condition: { Bool: { "aws:SecureTransport": "true" } } }, "problem"],
  ["allows instead of refusing", { Effect: "Allow" }, "problem"],
  ["refuses somebody's only", { Principal: { AWS: "arn:aws:iam::123456789012:root" } }, "problem"],
])("a bucket's policy that %s", async (_what, change, level) => {
  const Condition = { Bool: { "aws:SecureTransport": "false" } };
  const Statement = [
    { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition, ...change },
    { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "*" },
  ];
  const aws: Aws = async () => ({ Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
  expect(await checkTls(aws, outputs)).toMatchObject({ level });
});

test("the region of the commands is that of the bucket", async () => {
  expect(await checkRegion(deployment)).toMatchObject({ level: "ok" });
  expect(await checkRegion({ ...deployment, region: "us-east-1" })).toMatchObject({ level: "problem" });
  const before = { ...deployment, outputs: undefined };
  expect(await checkRegion(before)).toMatchObject({ level: "ok" });
  expect(await checkRegion(before, deployment.region)).toMatchObject({ level: "ok" });
  expect(await checkRegion(before, "us-east-1")).toMatchObject({
    level: "problem",
    advice: expect.stringContaining("AWS_REGION=us-east-1"),
  });
});

test("tools are found with their versions, and missing or old ones named", async () => {
  const tool = { programs: ["no-such-program", process.execPath], versionArguments: ["--version"], purpose: "runs" };
  expect(await checkTool(tool)).toMatchObject({ level: "ok", found: expect.stringContaining(process.versions.node) });
  expect(await checkTool({ ...tool, minimum: [20, 0] })).toMatchObject({ level: "ok" });
  expect(await checkTool({ ...tool, minimum: [999, 0] })).toMatchObject({ level: "problem" });
  expect(await checkTool({ ...tool, programs: ["no-such-program"] })).toMatchObject({
    level: "problem",
    found: "no-such-program is not installed.",
  });
});

test("an address that DNS does not know says where the records are", async () => {
  expect(await checkAddress({ outputs }, async () => "192.0.2.1")).toMatchObject({ level: "ok" });
  const unknown = async () => Promise.reject(new Error("ENOTFOUND"));
  expect(await checkAddress({ outputs }, unknown)).toMatchObject({
    level: "problem",
    advice: expect.stringContaining("Amplify console"),
  });
});

test("a site is well, ill or silent", async () => {
  let status = 200;
  const server = createServer((_request, response) => response.writeHead(status).end("{}")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await checkHealth(url)).toMatchObject({ level: "ok" });
  status = 503;
  expect(await checkHealth(url)).toMatchObject({ level: "problem", found: expect.stringContaining("503") });
  server.close();
  server.closeAllConnections();
  expect(await checkHealth(url)).toMatchObject({ level: "problem", advice: expect.stringContaining("release.sh") });
});

test("what Terraform put out is read, and nothing applied is no fault", async () => {
  const file = join(directory.path, "outputs.json");
  const read = () => checkState({ file, programs: [], folder: "" });
  await writeFile(
    file,
    JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }]))),
  );
  expect(await read()).toMatchObject({ finding: { level: "ok" }, outputs });
  await writeFile(file, "{}");
  expect(await read()).toMatchObject({ finding: { level: "ok" } });
  expect((await read()).outputs).toBeUndefined();
  await writeFile(file, '{"bucket":{"value":"of another version"}}');
  expect(await read()).toMatchObject({ finding: { level: "problem", advice: expect.stringContaining("init") } });
  expect(await checkState({ programs: ["no-such-program"], folder: "" })).toMatchObject({ finding: { level: "ok" } });
});

test("findings are printed in order with what to do, and only problems fail", async () => {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const check = (name: string, finding: ReturnType<typeof ok>) => ({ name, run: async () => finding });
  expect(await runChecks([check("One", ok("Well.")), check("Two", warning("Odd.", "Look."))], print)).toBe(true);
  expect(lines).toEqual(["✓ One  Well.", "! Two  Odd.", "       → Look."]);
  expect(await runChecks([check("One", problem("Ill.", "Mend."))], print)).toBe(false);
});

test("a check that AWS does not allow asks for other credentials", async () => {
  const lines: string[] = [];
  const run = () => Promise.reject(new AwsError("An error occurred (AccessDenied)", "AccessDenied"));
  expect(await runChecks([{ name: "Bucket", run }], (line) => lines.push(line))).toBe(false);
  expect(lines[1]).toContain("credentials of an administrator");
});

test.each([
  [undefined, "ok"],
  ["production", "ok"],
  ["staging", "problem"],
])("the state of production while %s is asked for: %s", async (environment, level) => {
  expect(await checkEnvironment({ name: "skylight", environment }, outputs)).toMatchObject({ level });
});

const DAY_MS = 24 * 60 * 60 * 1000;
const now = Date.parse("2026-11-20T08:00:00Z");
const exported = (days: number, ExportStatus = "COMPLETED") => {
  const id = `${String(now - days * DAY_MS).padStart(14, "0")}-06e2188f`;
  return {
    ExportArn: `arn:aws:dynamodb:eu-central-1:123456789012:table/skylight-production/export/${id}`,
    ExportStatus,
  };
};

test.each([
  ["an hour ago", [exported(0.05), exported(1)], "ok"],
  ["a week ago", [exported(7), exported(14)], "ok"],
  ["two weeks ago, and failed since", [exported(14), exported(7, "FAILED")], "problem"],
  ["not yet", [exported(0.01, "IN_PROGRESS")], "warning"],
] as const)("a table that was exported %s", async (_when, ExportSummaries, level) => {
  const aws: Aws = async () => ({ ExportSummaries });
  expect(await checkExports(aws, deployment, now)).toMatchObject({ level });
});

test.each([
  ["on", { Status: "Enabled" }, "ok"],
  ["off", { Status: "Disabled" }, "problem"],
  ["to elsewhere", { Destination: { Bucket: "arn:aws:s3:::another" } }, "problem"],
  ["of something else", { Filter: { Prefix: "thumbnails/" } }, "problem"],
] as const)("replication that is %s", async (_how, change, level) => {
  const Destination = { Bucket: `arn:aws:s3:::${outputs.copies_bucket}` };
  const rule = { Status: "Enabled", Filter: { Prefix: "uploads/" }, Destination, ...change };
  const aws: Aws = async () => ({ ReplicationConfiguration: { Rules: [rule] } });
  expect(await checkReplication(aws, outputs)).toMatchObject({ level });
});

test("replication that was never set up", async () => {
  const aws: Aws = async () => {
    throw new AwsError("none", "ReplicationConfigurationNotFoundError");
  };
  expect(await checkReplication(aws, outputs)).toMatchObject({ level: "problem" });
});

test("a list of names that is refused hides no name that another one tells", async () => {
  const refused = new Error("AccessDenied");
  const aws =
    (roles: string[]): Aws =>
    async (service) => {
      if (service !== "iam") throw refused;
      return { Roles: roles.map((RoleName) => ({ RoleName })) };
    };
  const taken = await checkNames(aws([`${deployment.prefix}-web`]), deployment);
  expect(taken).toMatchObject({ level: "problem", found: expect.stringContaining(`roles ${deployment.prefix}-web,`) });
  await expect(checkNames(aws([]), deployment)).rejects.toBe(refused);
});

test("a state bucket of another account is told apart from one's own", async () => {
  const aws: Aws = async () => {
    throw new AwsError("An error occurred (403)", "403");
  };
  const states = { name: "skylight", account: "123456789012", region: "eu-central-1" };
  expect(await checkStateBucket(aws, states)).toMatchObject({
    level: "problem",
    advice: expect.stringContaining("-var name="),
  });
});

test("names and region are those of terraform.tfvars, before those of the environment", async () => {
  const environment = { NODE_ENV: "test", TF_VAR_name: "pictures", TF_VAR_environment: "staging" } as const;
  expect(await readPlace(directory.path, environment)).toEqual({
    name: "pictures",
    environment: "staging",
    region: undefined,
  });
  const lines = ['name   = "photos"', '# region = "eu-west-1"', 'alarm_emails = ["you@example.org"]'];
  await writeFile(join(directory.path, "terraform.tfvars"), lines.join("\n"));
  expect(await readPlace(directory.path, environment)).toEqual({
    name: "photos",
    environment: "staging",
    // The default of infra/, where a stack is applied from here.
    region: "us-east-1",
  });
  await writeFile(join(directory.path, "terraform.tfvars"), '\tregion="eu-central-1"\r\n');
  expect(await readPlace(directory.path, { NODE_ENV: "test" })).toEqual({
    name: "skylight",
    environment: undefined,
    region: "eu-central-1",
  });
});

test.each([
  ["for another region", "state-skylight-123456789012-us-east-1", "-var name=skylight -var region=us-east-1"],
  ["under another name", "state-our-photos-123456789012-eu-central-1", "-var name=our-photos -var region=eu-central-1"],
])("a bucket of states that was made %s is not passed over", async (_how, Name, advice) => {
  const aws: Aws = async (_service, operation) => {
    if (operation === "head-bucket") throw new AwsError("An error occurred (404)", "404");
    return { Buckets: [{ Name }, { Name: "state-skylight-210987654321-eu-central-1" }, { Name: "estate" }] };
  };
  const states = { name: "skylight", account: "123456789012", region: "eu-central-1" };
  expect(await checkStateBucket(aws, states)).toMatchObject({
    level: "warning",
    found: expect.stringMatching(new RegExp(`has ${Name}\\.$`)),
    advice: expect.stringContaining(advice),
  });
});
