import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { freeBytes } from "#lib/storage/free-space.ts";
import { PortInUseError } from "#local/cloud/loopback-server.ts";
import { requireFreePort } from "#local/system/free-port.ts";
import type { LocalSettings } from "#local/system/settings.ts";
import { cloudEnvironment, NotRunningError } from "../admin/cloud-environment.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/* What `npm start` needs of the machine that it runs on. Nothing is made or changed. */

const MIN_NODE = 24;
const GIBIBYTE = 1024 ** 3;
/** Some hundred photos with their renditions. */
const COMFORTABLE_BYTES = 5 * GIBIBYTE;

export async function checkNode(version: string): Promise<Finding> {
  const major = Number(version.split(".")[0]);
  if (major >= MIN_NODE) return ok(`Node ${version}.`);
  return problem(
    `Node ${version}; Skylight runs on ${MIN_NODE}, which its package "node" brings.`,
    "Run npm ci without --ignore-scripts, and start everything by npm run.",
  );
}

/** Whether the package that renders pictures works on this machine. `load` imports it. */
export async function checkRenderer(
  load: () => Promise<{ default: { versions: { vips: string } } }>,
): Promise<Finding> {
  try {
    const { versions } = (await load()).default;
    return ok(`sharp works, with libvips ${versions.vips}.`);
  } catch (error) {
    return problem(
      `sharp cannot be loaded: ${error instanceof Error ? error.message.split("\n")[0] : error}`,
      "Run npm ci on this machine: node_modules of another system or processor do not fit.",
    );
  }
}

export async function checkDisk({ dataDir, minFreeBytes }: LocalSettings): Promise<Finding> {
  const free = await freeBytes(await nearestFolder(dataDir));
  const found = `${(free / GIBIBYTE).toFixed(1)} GB are free where the photos are (${dataDir}).`;
  const advice = "Free some space, or choose a folder on another disk by DATA_DIR.";
  if (free < minFreeBytes) return problem(`${found} Uploads are refused.`, advice);
  return free < COMFORTABLE_BYTES ? warning(found, advice) : ok(found);
}

/** Whether the folder can be written, or made. */
export async function checkDataFolder({ dataDir }: LocalSettings): Promise<Finding> {
  const folder = await nearestFolder(dataDir);
  try {
    if (!(await stat(folder)).isDirectory()) {
      return problem(`${folder} is a file.`, "Choose another folder by DATA_DIR, or move the file away.");
    }
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    return problem(
      `${folder} cannot be written by this user.`,
      "Give it to the user that runs Skylight, or choose another folder by DATA_DIR.",
    );
  }
  if (folder !== dataDir) return ok(`${dataDir} is not there yet; npm start makes it.`);
  const { mode } = await stat(folder);
  if ((mode & 0o077) === 0) return ok(`${dataDir} can be written, by its owner alone.`);
  return warning(`Others on this machine may look into ${dataDir}.`, `chmod 700 ${dataDir}`);
}

export async function checkPorts({ port, s3Port, dataDir }: LocalSettings): Promise<Finding> {
  try {
    await cloudEnvironment({ DATA_DIR: dataDir });
    return ok(`Skylight runs on ${dataDir}.`);
  } catch (error) {
    if (!(error instanceof NotRunningError)) throw error;
  }
  for (const [number, name] of [
    [port, "PORT"],
    [s3Port, "S3_PORT"],
  ] as const) {
    try {
      await requireFreePort(number);
    } catch (error) {
      if (!(error instanceof PortInUseError)) throw error;
      return problem(`Port ${number} is used by another program.`, `End that program, or choose another by ${name}.`);
    }
  }
  return ok(`Ports ${port} and ${s3Port} are free.`);
}

/** The folder itself, or the nearest one above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}
