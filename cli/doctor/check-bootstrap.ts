import { z } from "zod";
import { type Aws, findOnAws } from "./aws-command.ts";
import { roles } from "./check-roles.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* What would make infra/bootstrap or the first apply fail halfway: names of IAM, which the whole account shares. */

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

/** Whether the roles' names are free where nothing was applied yet. */
export async function checkRoleNames(aws: Aws, { prefix }: Deployment): Promise<Finding> {
  const names = roles.map((role) => `${prefix}-${role}`);
  const answers = await Promise.all(
    names.map((name) => findOnAws(aws("iam", "get-role", "--role-name", name), ABSENT)),
  );
  const taken = names.filter((_, index) => answers[index] !== undefined);
  if (taken.length === 0) return ok(`${names.join(", ")} are free.`);
  return problem(
    `The account has ${taken.join(", ")}, but Terraform's state here does not know of them.`,
    "Connect the state that they were made with (terraform init -backend-config=…), or choose another environment.",
  );
}
