import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readLocalSettings } from "#local/system/settings.ts";
import { findPassword } from "./api/connection.ts";
import { type Aws, createAws } from "./doctor/aws-command.ts";
import {
  checkAddress,
  checkBucketName,
  checkConcurrency,
  checkTableName,
  checkTool,
  tools,
} from "./doctor/check-account.ts";
import { checkGithubProvider, checkStateBucket } from "./doctor/check-bootstrap.ts";
import { checkExports, checkReplication } from "./doctor/check-copies.ts";
import { checkDataFolder, checkDisk, checkNode, checkPorts, checkRenderer } from "./doctor/check-machine.ts";
import { checkNames } from "./doctor/check-names.ts";
import { checkRole, roles } from "./doctor/check-roles.ts";
import { checkHealth, checkPhoto, checkSecret } from "./doctor/check-site.ts";
import * as stores from "./doctor/check-stores.ts";
import { checkAlarms, checkSubscriptions } from "./doctor/check-watching.ts";
import { checkCredentials, checkEnvironment, checkRegion, checkState, type Deployment } from "./doctor/deployment.ts";
import { type Check, type Finding, problem, runChecks } from "./doctor/finding.ts";
import { type Place, readPlace } from "./doctor/terraform-variables.ts";

/* npm run doctor: says what is wrong with this machine, or with a deployment before and after it, and what to do. */

const USAGE = `Usage: npm run doctor                      this machine, for npm start
       npm run doctor -- aws               the deployment of infra/, or the account before there is one
  --email <address>    also sends a photo through the running site as this user, and deletes it again
  --password <word>    else SKYLIGHT_PASSWORD, else you are asked
  --outputs <file>     what terraform output -json printed, instead of asking terraform

On AWS it needs AWS_REGION and a signed-in aws command. Before the first apply it goes by infra/terraform.tfvars, TF_VAR_name
and TF_VAR_environment.`;

const EXIT_PROBLEM = 1;
const EXIT_USAGE = 2;
const infra = fileURLToPath(new URL("../infra", import.meta.url));

process.exitCode = await main();

async function main(): Promise<number> {
  let settings: ReturnType<typeof readArguments>;
  try {
    settings = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  const isWell = settings.onAws ? await examineAws(settings) : await examineMachine(settings);
  return isWell ? 0 : EXIT_PROBLEM;
}

interface Visitor {
  email: string | undefined;
  password: string | undefined;
}

/** @throws Error that says what is wrong with the arguments */
function readArguments(): Visitor & { onAws: boolean; outputs: string | undefined } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { email: { type: "string" }, password: { type: "string" }, outputs: { type: "string" } },
  });
  const [where, ...more] = positionals;
  if ((where !== undefined && where !== "aws") || more.length > 0) throw new Error('Expected "aws" or nothing.');
  return { onAws: where === "aws", email: values.email, password: values.password, outputs: values.outputs };
}

async function examineMachine(visitor: Visitor): Promise<boolean> {
  const local = readLocalSettings(process.env);
  return runChecks(
    [
      check("Node", () => checkNode(process.versions.node)),
      check("Renderer", () => checkRenderer(() => import("sharp"))),
      check("Data folder", () => checkDataFolder(local)),
      check("Disk", () => checkDisk(local)),
      check("Ports", () => checkPorts(local)),
      ...(await photoChecks(local.appUrl, visitor)),
    ],
    console.log,
  );
}

async function examineAws(settings: Visitor & { outputs: string | undefined }): Promise<boolean> {
  const { AWS_REGION: region } = process.env;
  const place = await readPlace(infra, process.env);
  const { name, environment } = place;
  const aws = createAws(process.env);
  const programs = process.env.SKYLIGHT_TERRAFORM ? [process.env.SKYLIGHT_TERRAFORM] : ["terraform", "tofu"];
  const [credentials, state] = await Promise.all([
    checkCredentials(aws),
    checkState({ file: settings.outputs, programs, folder: infra }),
  ]);
  const { outputs } = state;
  const checks = [
    check("Node", () => checkNode(process.versions.node)),
    ...tools.map((tool) => check(tool.programs[0] ?? "", () => checkTool(tool))),
    found("Credentials", credentials.finding),
    found("Stack", state.finding),
  ];
  if (outputs) checks.push(check("Environment", () => checkEnvironment({ name, environment }, outputs)));
  if (!region)
    checks.push(found("Region", problem("AWS_REGION is not set.", "export AWS_REGION=eu-central-1, or yours.")));
  if (region && credentials.account !== undefined) {
    const deployment = {
      region,
      account: credentials.account,
      prefix: outputs?.table ?? `${name}-${environment ?? "production"}`,
      outputs,
    };
    checks.push(...accountChecks(aws, deployment, place));
    if (outputs) checks.push(...stackChecks(aws, { ...deployment, outputs }));
  }
  if (outputs) {
    checks.push(
      check("Address", () => checkAddress({ outputs })),
      check("Site", () => checkHealth(outputs.app_url)),
      ...(await photoChecks(outputs.app_url, settings)),
    );
  }
  return runChecks(checks, console.log);
}

function accountChecks(aws: Aws, deployment: Deployment, { name, region }: Place): Check[] {
  return [
    check("Region", () => checkRegion(deployment, region)),
    check("Concurrency", () => checkConcurrency(aws)),
    check("Bucket", () => checkBucketName(aws, deployment)),
    check("Table", () => checkTableName(aws, deployment)),
    ...(deployment.outputs ? [] : [check("Names", () => checkNames(aws, deployment))]),
    check("GitHub", () => checkGithubProvider(aws, deployment)),
    check("States", () => checkStateBucket(aws, { ...deployment, name })),
  ];
}

function stackChecks(
  aws: Aws,
  deployment: Required<Deployment> & { outputs: NonNullable<Deployment["outputs"]> },
): Check[] {
  const { outputs } = deployment;
  return [
    check("Public access", () => stores.checkPublicAccess(aws, outputs)),
    check("Versioning", () => stores.checkVersioning(aws, outputs)),
    check("Encryption", () => stores.checkEncryption(aws, outputs)),
    check("TLS", () => stores.checkTls(aws, outputs)),
    check("CORS", () => stores.checkCors(aws, outputs)),
    check("Events", () => stores.checkEvents(aws, outputs)),
    check("Indexes", () => stores.checkTableIndexes(aws, outputs)),
    check("Protection", () => stores.checkTableProtection(aws, outputs)),
    check("Backup", () => stores.checkTableBackup(aws, outputs)),
    check("Expiry", () => stores.checkExpiry(aws, outputs)),
    ...(outputs.copies_bucket === null
      ? []
      : [check("Copies", () => checkReplication(aws, outputs)), check("Exports", () => checkExports(aws, deployment))]),
    ...roles
      // Without hosting there is no web server on AWS.
      .filter((role) => role !== "web" || outputs.secret_parameter !== null)
      .map((role) => check(`Role ${role}`, () => checkRole(aws, deployment, role))),
    check("Alarms", () => checkAlarms(aws, deployment)),
    check("Alarm mails", () => checkSubscriptions(aws, deployment)),
    check("Secret", () => checkSecret(aws, outputs)),
  ];
}

/** Sends one photo through the site, when an account is given. */
async function photoChecks(url: string, { email, password }: Visitor): Promise<Check[]> {
  if (email === undefined) return [];
  const account = { url, email, password: await findPassword({ password }) };
  return [check("A photo", () => checkPhoto(account))];
}

function check(name: string, run: () => Promise<Finding>): Check {
  return { name, run };
}

function found(name: string, finding: Finding): Check {
  return { name, run: async () => finding };
}
