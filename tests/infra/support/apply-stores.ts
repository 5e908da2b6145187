import { cp } from "node:fs/promises";
import { join } from "node:path";
import { mustRun } from "./command.ts";
import { writeStandInPackage } from "./stand-in-package.ts";
import { findPluginFolder, findTerraform, terraformEnvironment } from "./tools.ts";

const infraFolder = new URL("../../../infra", import.meta.url).pathname;
/** What the web application, the worker and the jobs use of a stack; the rest of it takes minutes on an emulator. */
const stores = ["module.storage", "module.database", "module.queue"];

/**
 * Applies bucket, table and queues of infra/ to an emulator, with the state in `folder`. Returns the environment that
 * Terraform puts out for the web server. @throws Error without Terraform, and when it fails
 */
export async function applyStores(endpoint: string, folder: string, appUrl: string): Promise<Record<string, string>> {
  const program = await findTerraform();
  if (!program) throw new Error("Expected Terraform or OpenTofu on this machine");
  const cwd = join(folder, "infra");
  const isSource = (path: string) => !/\.terraform(\/|$)|\.tfstate|backend\.tf$/.test(path);
  await cp(infraFolder, cwd, { recursive: true, filter: isSource });
  const workerPackage = join(folder, "worker.zip");
  await writeStandInPackage(workerPackage);
  const run = (...words: string[]) => mustRun(program, words, { cwd, env: terraformEnvironment() });
  const pluginFolder = findPluginFolder();
  await run("init", "-no-color", ...(pluginFolder ? [`-plugin-dir=${pluginFolder}`] : []));
  await run(
    "apply",
    "-no-color",
    "-auto-approve",
    "-var-file=emulators/moto.tfvars",
    `-var=emulator_endpoint=${endpoint}`,
    `-var=app_url=${appUrl}`,
    `-var=worker_package=${workerPackage}`,
    ...stores.map((module) => `-target=${module}`),
  );
  return JSON.parse(await run("output", "-json", "web_environment")) as Record<string, string>;
}
