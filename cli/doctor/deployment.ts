import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { type Aws, AwsError } from "./aws-command.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const execute = promisify(execFile);

const outputsSchema = z.object({
  app_url: z.string(),
  bucket: z.string(),
  table: z.string(),
  queue_url: z.string(),
  secret_parameter: z.string().nullable().default(null),
  copies_bucket: z.string().nullable().default(null),
  alarms: z.array(z.string()),
});

/** What Terraform tells of a stack, as infra/outputs.tf has it. */
export type Outputs = z.output<typeof outputsSchema>;

/** A stack, or the place where one is to be. */
export interface Deployment {
  region: string;
  /** Of the AWS account, twelve digits. */
  account: string;
  /** What every name begins with, "skylight-production". */
  prefix: string;
  /** Undefined before the first apply. */
  outputs: Outputs | undefined;
}

/**
 * Reads what `terraform output -json` prints. Returns undefined where nothing was applied yet.
 * @throws z.ZodError when it is of another configuration
 */
export function parseOutputs(json: string): Outputs | undefined {
  const outputs = z.record(z.string(), z.object({ value: z.unknown() })).parse(JSON.parse(json));
  if (Object.keys(outputs).length === 0) return undefined;
  return outputsSchema.parse(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])));
}

/** What was applied, as the program that applies it tells, or the file that it wrote; undefined when nothing was. */
export async function checkState(source: {
  /** What `terraform output -json` printed; asked for when there is no such file. */
  file?: string | undefined;
  programs: readonly string[];
  folder: string;
}): Promise<{ finding: Finding; outputs?: Outputs | undefined }> {
  try {
    const json = source.file === undefined ? await printOutputs(source) : await readFile(source.file, "utf8");
    const outputs = json === undefined ? undefined : parseOutputs(json);
    if (!outputs) return { finding: ok("Nothing was applied yet from here: the place is looked at.") };
    return { finding: ok(`${outputs.table}, at ${outputs.app_url}.`), outputs };
  } catch (error) {
    const found = `Terraform's state cannot be read: ${error instanceof Error ? error.message.trim() : error}`;
    return { finding: problem(found, "Run terraform init in infra/, and apply what this version of it has.") };
  }
}

/** Undefined when none of the programs is installed. @throws Error with what the program said */
async function printOutputs({ programs, folder }: { programs: readonly string[]; folder: string }) {
  for (const program of programs) {
    try {
      return (await execute(program, [`-chdir=${folder}`, "output", "-json", "-no-color"])).stdout;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  return undefined;
}

/** Who one is for AWS; the account by itself, since names are made with it. */
export async function checkCredentials(aws: Aws): Promise<{ finding: Finding; account?: string }> {
  try {
    const identity = z.object({ Account: z.string(), Arn: z.string() }).parse(await aws("sts", "get-caller-identity"));
    const found = `Signed in to account ${identity.Account} as ${identity.Arn.split(":").at(-1)}.`;
    const finding = identity.Arn.endsWith(":root")
      ? warning(found, "Make a user or role with AdministratorAccess, and keep the root user for emergencies.")
      : ok(found);
    return { finding, account: identity.Account };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const advice = "Install the aws command and sign in to it: aws configure sso, or aws configure.";
    return { finding: problem(`AWS does not know who you are: ${error.message}`, advice) };
  }
}

/** Whether the state is the one of the environment that is asked for, where one is: "staging" of "skylight". */
export async function checkEnvironment(
  { name, environment }: { name: string; environment: string | undefined },
  { table }: Outputs,
): Promise<Finding> {
  if (environment === undefined || table === `${name}-${environment}`) return ok(`${table}.`);
  return problem(
    `TF_VAR_environment is ${environment}, but the state is of ${table}.`,
    `terraform workspace select ${environment}, or terraform init -reconfigure with its key (docs/deploy.md).`,
  );
}

/** Whether the region that commands go to is the one in which the stack is, or `planned` before there is one. */
export async function checkRegion(
  { region, outputs }: Deployment,
  planned: string | undefined = region,
): Promise<Finding> {
  if (outputs && !outputs.bucket.endsWith(`-${region}`)) {
    return problem(
      `Commands go to ${region}, but the bucket is ${outputs.bucket}.`,
      "Set AWS_REGION to the region at the end of the bucket's name.",
    );
  }
  if (!outputs && region !== planned) {
    return problem(
      `AWS_REGION is ${region}, but Terraform would make everything in ${planned}.`,
      `export AWS_REGION=${planned}, or write region = "${region}" into infra/terraform.tfvars.`,
    );
  }
  return ok(`${region}.`);
}
