import { execFile } from "node:child_process";
import { lookup } from "node:dns/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { type Aws, AwsError, findOnAws } from "./aws-command.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const execute = promisify(execFile);

/* What has to be there before a deployment, and what could be in its way. */

export interface Tool {
  /** Any of these will do, the first that is there. */
  programs: readonly string[];
  versionArguments: readonly string[];
  /** [major, minor] */
  minimum?: readonly [number, number];
  purpose: string;
}

export const tools: readonly Tool[] = [
  {
    programs: ["terraform", "tofu"],
    versionArguments: ["version"],
    minimum: [1, 11],
    purpose: "applies infra/",
  },
  {
    programs: ["aws"],
    versionArguments: ["--version"],
    // Version 1 reads no AWS_REGION, which the lines of docs/deploy.md set.
    minimum: [2, 0],
    purpose: "speaks to AWS",
  },
  { programs: ["jq"], versionArguments: ["--version"], purpose: "reads outputs in docs/deploy.md" },
  { programs: ["openssl"], versionArguments: ["version"], purpose: "makes the session secret" },
  { programs: ["curl"], versionArguments: ["--version"], purpose: "asks the site whether it is well" },
];

export async function checkTool({ programs, versionArguments, minimum, purpose }: Tool): Promise<Finding> {
  const names = programs.join(" or ");
  for (const program of programs) {
    const output = await execute(program, [...versionArguments]).catch(() => undefined);
    if (!output) continue;
    const [, version = "", major = "0", minor = "0"] = /((\d+)\.(\d+)[\w.]*)/.exec(output.stdout) ?? [];
    const isEnough =
      !minimum || Number(major) > minimum[0] || (Number(major) === minimum[0] && Number(minor) >= minimum[1]);
    if (isEnough) return ok(`${program} ${version}.`);
    return problem(
      `${program} ${version} is too old.`,
      `Install ${names} from ${minimum?.join(".")} on; it ${purpose}.`,
    );
  }
  return problem(`${names} is not installed.`, `Install it; it ${purpose}.`);
}

/** Four runs of the worker and up to six jobs at a time, as infra/variables.tf has it; a test compares them. */
export const NEEDED_CONCURRENCY = 10;

/** How many functions the account runs at once. */
export async function checkConcurrency(aws: Aws): Promise<Finding> {
  const schema = z.object({ AccountLimit: z.object({ UnreservedConcurrentExecutions: z.number() }) });
  const { AccountLimit: limit } = schema.parse(await aws("lambda", "get-account-settings"));
  const runs = limit.UnreservedConcurrentExecutions;
  const found = `The account runs ${runs} functions at once that none has reserved; Skylight needs ${NEEDED_CONCURRENCY}.`;
  const advice =
    "Ask for 1,000: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000";
  if (runs < NEEDED_CONCURRENCY) return problem(found, advice);
  return runs === NEEDED_CONCURRENCY ? warning(`${found} Others would take from it.`, advice) : ok(found);
}

/** Whether the bucket's name, which is unique in all of AWS, is free or ours. */
export async function checkBucketName(aws: Aws, { outputs, ...place }: Deployment): Promise<Finding> {
  const bucket = outputs?.bucket ?? toBucketName(place);
  try {
    const isThere = await findOnAws(aws("s3api", "head-bucket", "--bucket", bucket), /^(404|NoSuchBucket)$/);
    if (outputs) return isThere ? ok(`${bucket} is there.`) : missing(`The bucket ${bucket}`);
    return isThere ? leftOver(`The bucket ${bucket}`) : ok(`${bucket} is free.`);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "403") throw error;
    return problem(
      `The bucket ${bucket} belongs to another account, or may not be seen.`,
      "Choose another name or environment, such as TF_VAR_name=photos.",
    );
  }
}

export async function checkTableName(aws: Aws, { outputs, prefix }: Deployment): Promise<Finding> {
  const table = outputs?.table ?? prefix;
  const call = aws("dynamodb", "describe-table", "--table-name", table);
  const isThere = await findOnAws(call, /^ResourceNotFoundException$/);
  if (outputs) return isThere ? ok(`${table} is there.`) : missing(`The table ${table}`);
  return isThere ? leftOver(`The table ${table}`) : ok(`${table} is free.`);
}

/** Whether people's browsers find the site. `find` asks DNS. */
export async function checkAddress(
  { outputs }: { outputs: { app_url: string } },
  find: (host: string) => Promise<unknown> = lookup,
): Promise<Finding> {
  const { hostname } = new URL(outputs.app_url);
  try {
    await find(hostname);
    return ok(`${hostname} is known to DNS.`);
  } catch {
    return problem(
      `${hostname} is not known to DNS.`,
      "Enter the records that the Amplify console shows under Custom domains; new ones take up to a day.",
    );
  }
}

function toBucketName({ prefix, account, region }: Omit<Deployment, "outputs">): string {
  return `${prefix}-${account}-${region}`;
}

function missing(what: string): Finding {
  return problem(
    `${what} of Terraform's state is not in this account and region.`,
    "Are these the credentials and the region of the deployment? If so, restore it (docs/deploy.md).",
  );
}

function leftOver(what: string): Finding {
  return problem(
    `${what} is there, but Terraform's state here does not know it.`,
    "Connect the state that it was made with (terraform init -backend-config=…), import it, or choose another environment.",
  );
}
