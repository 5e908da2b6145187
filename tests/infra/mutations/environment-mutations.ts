// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import { bootstrap, type Mutation } from "./mutation.ts";

const deployFile = "modules/deploy-role/main.tf";
const wholeWord = bootstrap(
  "A deployment, and the roles that it makes, reach what is called after their environment, as a whole word.",
);

/** By which environments of one account would get in each other's way. */
export const environmentMutations: readonly Mutation[] = [
  {
    what: "environments: a deployment reaches the tables of all",
    file: deployFile,
    from: 'table/${local.prefix}",',
    to: 'table/${var.name}-*",',
    test: wholeWord,
  },
  {
    what: "environments: the name of one begins another's",
    file: deployFile,
    from: ":sns:*:${var.account}:${local.prefix}-*",
    to: ":sns:*:${var.account}:${local.prefix}*",
    test: wholeWord,
  },
  {
    what: "environments: a deployment writes the state of all",
    file: deployFile,
    from: "/skylight/${var.environment}.tfstate${end}",
    to: "/skylight/*${end}",
    test: bootstrap("An environment's deployment reads and writes its own state only."),
  },
  {
    what: "environments: a deployment changes the roles of all",
    file: deployFile,
    from: "role/${local.prefix}-*",
    to: "role/${var.name}-*",
    test: bootstrap("A deployment makes, changes and hands on roles of its environment only."),
  },
  {
    what: "environments: a deployment deletes the application of another",
    file: deployFile,
    from: "own_tags = { Project = var.name, Environment = var.environment }",
    to: "own_tags = { Project = var.name }",
    test: bootstrap("What carries another project's or environment's tag, or none, is nobody's to delete here."),
  },
  {
    what: "environments: roles are bounded by what bounds those of all",
    file: deployFile,
    from: "policy/${local.prefix}-boundary",
    to: "policy/${var.name}-boundary",
    test: bootstrap("Every role that a deployment makes is bounded."),
  },
  {
    what: "environments: two schedules have one name",
    file: "main.tf",
    from: 'name = "${local.prefix}-scheduled"',
    to: 'name = "${var.name}-scheduled"',
    test: { vitest: "tests/infra/environments.test.ts", title: "share no name" },
  },
  {
    what: "environments: another one is applied to the state of the first",
    file: "main.tf",
    from: "condition     = self.input == local.prefix",
    to: "condition     = self.input != null",
    test: { root: ".", file: "tests/stack.tftest.hcl", says: "Missing expected failure" },
  },
];
