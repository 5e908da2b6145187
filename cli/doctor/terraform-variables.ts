import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "terraform.tfvars";
const ASSIGNED_TEXT = /^[ \t]*(\w+)[ \t]*=[ \t]*"([^"\\]*)"/gm;

/** What decides how a stack is called and where it is. */
export interface Place {
  name: string;
  /** Undefined where nobody says which. */
  environment: string | undefined;
  /** Undefined where nothing is applied from here, but by a workflow. */
  region: string | undefined;
}

/**
 * What a first apply will go by: the file terraform.tfvars of `folder`, which Terraform heeds before the environment.
 * Values that are put together are not read.
 */
export async function readPlace(folder: string, environment: NodeJS.ProcessEnv): Promise<Place> {
  const text = await readFile(join(folder, FILE), "utf8").catch(() => undefined);
  const found = Array.from((text ?? "").matchAll(ASSIGNED_TEXT), ([, name, value]) => [name, value]);
  const assigned: Record<string, string> = Object.fromEntries(found);
  const find = (name: string) => assigned[name] ?? environment[`TF_VAR_${name}`];
  return {
    // The defaults are those of infra/variables.tf.
    name: find("name") ?? "skylight",
    environment: find("environment"),
    region: find("region") ?? (text === undefined ? undefined : "us-east-1"),
  };
}
