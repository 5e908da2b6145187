import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { mustRun } from "./command.ts";
import { type Emulator, startMoto } from "./emulator.ts";
import { writeStandInPackage } from "./stand-in-package.ts";
import { findMiniStack, findMoto, findPluginFolder, findTerraform, hasAws, terraformEnvironment } from "./tools.ts";

/** What the tests of infra/ find on this machine. */
export interface InfraTools {
  /** Terraform or OpenTofu; undefined when there is none that can load the AWS provider. */
  program: string | undefined;
  /** A copy of infra/, initialised. */
  folder: string;
  /** A zip that stands in for the worker's package. */
  workerPackage: string;
  /** Address of moto's server; undefined when moto is not installed. */
  motoEndpoint: string | undefined;
  /** The words that start MiniStack; undefined when it is not installed. */
  miniStack: string[] | undefined;
  /** Whether there is an `aws` command. */
  aws: boolean;
  /** Why a part is missing, for people. */
  missing: string[];
}

declare module "vitest" {
  export interface ProvidedContext {
    infra: InfraTools;
  }
}

/** Another one than the repository's where a changed configuration is tried. */
const infraFolder = process.env.SKYLIGHT_INFRA_FOLDER ?? new URL("../../../infra", import.meta.url).pathname;

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const work = await mkdtemp(join(tmpdir(), "skylight-infra-"));
  const tools: InfraTools = {
    program: undefined,
    folder: join(work, "infra"),
    workerPackage: join(work, "worker.zip"),
    motoEndpoint: undefined,
    miniStack: await findMiniStack(),
    aws: await hasAws(),
    missing: [],
  };
  let moto: Emulator | undefined;
  const tearDown = async () => {
    await moto?.stop();
    await rm(work, { recursive: true, force: true });
  };
  try {
    await writeStandInPackage(tools.workerPackage);
    await prepareTerraform(tools);
    moto = await prepareMoto(tools);
    if (!tools.aws) {
      tools.missing.push("the aws command is not installed (pip install -r tests/infra/requirements.txt).");
    }
    if (process.env.SKYLIGHT_REQUIRE_INFRA === "1" && tools.missing.length > 0) {
      throw new Error(`SKYLIGHT_REQUIRE_INFRA is set, but:\n${tools.missing.join("\n")}`);
    }
  } catch (error) {
    await tearDown();
    throw error;
  }
  if (!tools.miniStack) {
    console.warn("infra: MiniStack is not at hand (pip install ministack), so no stack is applied to it.");
  }
  for (const line of tools.missing) console.warn(`infra: ${line} Tests that need it are skipped.`);
  project.provide("infra", tools);
  return tearDown;
}

async function prepareTerraform(tools: InfraTools): Promise<void> {
  const program = await findTerraform();
  if (!program) {
    tools.missing.push("neither terraform nor tofu is on the path.");
    return;
  }
  const isSource = (path: string) => !/\.terraform(\/|$)|\.tfstate|backend\.tf$/.test(path);
  await cp(infraFolder, tools.folder, { recursive: true, filter: isSource });
  const pluginFolder = findPluginFolder();
  const source = pluginFolder ? [`-plugin-dir=${pluginFolder}`] : [];
  try {
    for (const cwd of [".", "bootstrap", "copies"].map((root) => join(tools.folder, root))) {
      await narrowProvider(cwd);
      await mustRun(program, ["init", "-no-color", ...source], { cwd, env: terraformEnvironment() });
    }
    tools.program = program;
  } catch (error) {
    tools.missing.push(`${program} cannot load the AWS provider (${firstLine(error)}).`);
  }
}

/** Takes SKYLIGHT_AWS_PROVIDER, "5.100.0" or "~> 6.0", for the provider's version instead of all that will do. */
async function narrowProvider(folder: string): Promise<void> {
  const version = process.env.SKYLIGHT_AWS_PROVIDER;
  if (!version) return;
  const aws = { source: "hashicorp/aws", version };
  const override = { terraform: { required_providers: { aws } } };
  await writeFile(join(folder, "provider_override.tf.json"), JSON.stringify(override));
}

async function prepareMoto(tools: InfraTools): Promise<Emulator | undefined> {
  const python = await findMoto();
  if (!python) {
    tools.missing.push("moto's server is not installed (pip install -r tests/infra/requirements.txt).");
    return undefined;
  }
  const moto = await startMoto(python);
  tools.motoEndpoint = moto.endpoint;
  return moto;
}

function firstLine(error: unknown): string {
  const lines = String(error).split("\n");
  return (lines.find((line) => line.includes("Error:")) ?? lines[0] ?? "").trim();
}
