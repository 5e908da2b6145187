import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { waitUntil } from "#tests/support/wait-until.ts";
import { mustRun } from "./command.ts";
import { terraformEnvironment } from "./tools.ts";

/** On a machine that does much else. */
const PLAN_LIMIT_MS = 200_000;

export interface PlannedResource {
  address: string;
  type: string;
  name: string;
  values: Record<string, unknown>;
}

interface PlanJson {
  planned_values: { root_module: PlannedModule };
  resource_changes?: { address: string; change: { actions: string[]; before: unknown; after: unknown } }[];
}

interface PlannedModule {
  /** Without values where none is known before an apply. */
  resources?: (Omit<PlannedResource, "values"> & Partial<PlannedResource>)[];
  child_modules?: PlannedModule[];
}

/** Runs Terraform or OpenTofu in the prepared copy of infra/. Returns its output. @throws Error when it fails */
export function terraform(...args: string[]): Promise<string> {
  const { program, folder } = inject("infra");
  if (!program) throw new Error("Expected Terraform or OpenTofu on this machine");
  return mustRun(program, args, { cwd: folder, env: terraformEnvironment() });
}

/** Variables as arguments; strings as they are, everything else as JSON. */
export function variableArguments(variables: Record<string, unknown>): string[] {
  return Object.entries(variables).map(
    ([name, value]) => `-var=${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}

/** What every plan on moto's server needs. */
export function motoVariables(): Record<string, unknown> {
  const { motoEndpoint, workerPackage } = inject("infra");
  return { emulator_endpoint: motoEndpoint, worker_package: workerPackage };
}

/** Plans on moto's server with emulators/moto.tfvars and these variables on top, all of it or some modules. */
export async function plan(
  name: string,
  state: string,
  variables: Record<string, unknown>,
  targets: string[] = [],
): Promise<Plan> {
  const given = ["-var-file=emulators/moto.tfvars", ...variableArguments({ ...motoVariables(), ...variables })];
  return planRoot(".", name, [`-state=${state}`, ...given, ...targets.map((target) => `-target=${target}`)]);
}

/** Plans a root that knows no emulators, such as "bootstrap", on moto's server. Nothing of it was applied before. */
export function planNew(root: string, variables: Record<string, unknown>): Promise<Plan> {
  return planRoot(root, root, variableArguments(variables), { AWS_ENDPOINT_URL: inject("infra").motoEndpoint });
}

async function planRoot(
  root: string,
  name: string,
  options: string[],
  environment: Record<string, string | undefined> = {},
): Promise<Plan> {
  const { program, folder } = inject("infra");
  if (!program) throw new Error("Expected Terraform or OpenTofu on this machine");
  const file = join(folder, `${name}.tfplan`);
  const run = (...words: string[]) =>
    mustRun(program, [`-chdir=${root}`, ...words], { cwd: folder, env: { ...terraformEnvironment(), ...environment } });
  await run("plan", "-no-color", "-input=false", "-lock=false", `-out=${file}`, ...options);
  const json = JSON.parse(await run("show", "-json", file)) as PlanJson;
  return {
    file,
    resources: toResources(json.planned_values.root_module),
    changes: (json.resource_changes ?? [])
      .filter(({ change }) => isMeaningful(change))
      .map(({ address, change }) => `${change.actions.join("+")} ${address}`),
  };
}

/**
 * The plan of a whole new stack, hosting included, as emulators/moto.tfvars has it otherwise. Made once, by whichever
 * test file asks first, while others wait: a plan takes half a minute of a processor.
 */
export async function newStackPlan(): Promise<Plan> {
  const { folder } = inject("infra");
  const [kept, claim] = [join(folder, "new-stack.json"), join(folder, "new-stack.claim")];
  try {
    writeFileSync(claim, "", { flag: "wx" });
  } catch {
    const isEnded = () => existsSync(kept) || !existsSync(claim);
    await waitUntil("the end of the plan that another file makes", isEnded, PLAN_LIMIT_MS);
    return existsSync(kept) ? (JSON.parse(readFileSync(kept, "utf8")) as Plan) : newStackPlan();
  }
  try {
    const planned = await plan("new-stack", join(folder, "none.tfstate"), {
      hosting_enabled: true,
      strict_policies: true,
      repository: "https://github.com/example/skylight",
    });
    writeFileSync(`${kept}.part`, JSON.stringify(planned));
    renameSync(`${kept}.part`, kept);
    return planned;
  } catch (error) {
    // Whoever waits tries for itself, and says why it cannot be made.
    rmSync(claim);
    throw error;
  }
}

export interface Plan {
  file: string;
  resources: PlannedResource[];
  /** What an apply would do, one line a resource; empty when nothing. */
  changes: string[];
}

function toResources(module: PlannedModule): PlannedResource[] {
  const own = (module.resources ?? []).map(({ values = {}, ...rest }) => ({ ...rest, values }));
  return [...own, ...(module.child_modules ?? []).flatMap(toResources)];
}

/** The one planned resource at an address. @throws Error when it is not planned */
export function resourceAt(plan: Plan, address: string): PlannedResource {
  const resource = plan.resources.find((candidate) => candidate.address === address);
  if (!resource) throw new Error(`Expected ${address} in the plan`);
  return resource;
}

/** moto returns JSON documents with other white space than AWS, which the provider takes for a change. */
function isMeaningful(change: { actions: string[]; before: unknown; after: unknown }): boolean {
  if (change.actions.every((action) => action === "no-op" || action === "read")) return false;
  return change.actions[0] !== "update" || normal(change.before) !== normal(change.after);
}

function normal(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "string" || !/^\s*[[{]/.test(inner)) return inner;
    try {
      return JSON.parse(inner) as unknown;
    } catch {
      return inner;
    }
  });
}
