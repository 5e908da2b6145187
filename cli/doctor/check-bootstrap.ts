import { z } from "zod";
import { type Aws, AwsError, findOnAws } from "./aws-command.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* What would make infra/bootstrap fail halfway. */

const ABSENT = /^NoSuchEntity(Exception)?$/;
const providerSchema = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });

/** Whether the account knows GitHub, and by whom: it takes one identity provider of an address. */
export async function checkGithubProvider(aws: Aws, { account, prefix }: Deployment): Promise<Finding> {
  const arn = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
  const options = ["--open-id-connect-provider-arn", arn];
  const answer = await findOnAws(aws("iam", "get-open-id-connect-provider", ...options), ABSENT);
  if (answer === undefined)
    return ok(
      "The account has no identity provider for GitHub. If you deploy from GitHub Actions, the bootstrap creates it.",
    );
  const tags = Object.fromEntries(providerSchema.parse(answer).Tags.map(({ Key, Value }) => [Key, Value]));
  if (tags.ManagedBy === "terraform-bootstrap" && prefix.startsWith(`${tags.Project}-`)) {
    return ok("The bootstrap created the account's identity provider for GitHub.");
  }
  return warning(
    "Another project already created this account's identity provider for GitHub.",
    "Apply infra/bootstrap with -var github_provider_exists=true. An account can have only one.",
  );
}

const bucketsSchema = z.object({ Buckets: z.array(z.object({ Name: z.string() })).default([]) });

/**
 * Whether the bucket of Terraform's states, whose name is unique in all of AWS, can be made or is there. Its name has the
 * installation's and the region in it, so that a bootstrap with others made another one.
 */
export async function checkStateBucket(
  aws: Aws,
  { name, account, region }: Pick<Deployment, "account" | "region"> & { name: string },
): Promise<Finding> {
  const bucket = `state-${name}-${account}-${region}`;
  try {
    const call = aws("s3api", "head-bucket", "--bucket", bucket, "--expected-bucket-owner", account);
    if (await findOnAws(call, /^(404|NoSuchBucket)$/)) return ok(`${bucket} is there, as the bootstrap made it.`);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "403") throw error;
    return problem(
      `${bucket}, the bucket of the states, belongs to another account, or may not be seen.`,
      "Ask again as somebody who may see it. If it is another account's, apply infra/bootstrap with another name, such as -var name=photos.",
    );
  }
  const others = await findOtherStateBuckets(aws, account);
  const [other] = others;
  if (other === undefined) return ok(`${bucket} is free, for the bootstrap to make.`);
  return warning(
    `${bucket} is free, but the account has ${others.map((each) => each.bucket).join(", ")}.`,
    `If ${other.bucket} holds this installation's states, apply infra/bootstrap with -var name=${other.name} -var region=${other.region}. If it is another installation's, leave it alone.`,
  );
}

async function findOtherStateBuckets(aws: Aws, account: string) {
  const { Buckets } = bucketsSchema.parse(await aws("s3api", "list-buckets"));
  return Buckets.flatMap(({ Name: bucket }) => {
    const [, name, region] = new RegExp(`^state-(.+)-${account}-(.+)$`).exec(bucket) ?? [];
    return name === undefined || region === undefined ? [] : [{ bucket, name, region }];
  });
}
