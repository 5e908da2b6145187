import { existsSync, globSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./command.ts";

/** The program that applies infra/: SKYLIGHT_TERRAFORM, else terraform, else tofu; undefined when there is none. */
export async function findTerraform(): Promise<string | undefined> {
  const candidates = process.env.SKYLIGHT_TERRAFORM ? [process.env.SKYLIGHT_TERRAFORM] : ["terraform", "tofu"];
  for (const program of candidates) {
    const { code } = await runCommand(program, ["version"], { env: terraformEnvironment() });
    if (code === 0) return program;
  }
  return undefined;
}

/** A folder of unpacked providers, for machines that do not reach the registry; undefined when there is none. */
export function findPluginFolder(): string | undefined {
  const configured = process.env.TF_PLUGIN_DIR;
  if (configured) return configured;
  const folders = [join(homedir(), ".terraform.d/plugins"), ...globSync("/{opt,usr/share,usr/local/share}/*")];
  return folders.find((folder) => existsSync(join(folder, "registry.terraform.io/hashicorp/aws")));
}

/** A Python that has moto's server; undefined when there is none. */
export async function findMoto(): Promise<string | undefined> {
  for (const python of ["python3", "python"]) {
    const { code } = await runCommand(python, ["-c", "import moto.server"]);
    if (code === 0) return python;
  }
  return undefined;
}

/** What a stack on moto needs and this machine does not have, a sentence each. */
export async function listMissingForMoto(): Promise<string[]> {
  const [program, python] = await Promise.all([findTerraform(), findMoto()]);
  return [
    ...(program === undefined ? ["Neither terraform nor tofu is on the path."] : []),
    ...(python === undefined ? ["moto's server is not installed (pip install -r tests/infra/requirements.txt)."] : []),
  ];
}

/** The words that start MiniStack, which runs the functions of a stack; undefined when it is not installed. */
export async function findMiniStack(): Promise<string[] | undefined> {
  for (const python of ["python3", "python"]) {
    const { code } = await runCommand(python, ["-c", "import ministack.app"]);
    if (code === 0) return [python, "-m", "ministack"];
  }
  return undefined;
}

/** Whether the `aws` command is installed. */
export async function hasAws(): Promise<boolean> {
  return (await runCommand("aws", ["--version"])).code === 0;
}

/** Keeps the user's own command-line settings, credentials and plug-in caches out of the tests. */
export function terraformEnvironment(): Record<string, string | undefined> {
  return {
    // Each run loads the provider's schemas of some 500 MB: collecting garbage while it does is a fifth of its work.
    GOGC: "400",
    TF_CLI_CONFIG_FILE: "/dev/null",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
  };
}
