import { fork } from "node:child_process";
import { once } from "node:events";
import type { LocalCloud } from "#local/cloud/cloud.ts";
import type { DatabaseUse } from "./counting-cloud.ts";

const CLOUD_PROCESS = new URL("./counting-cloud.ts", import.meta.url);

/** Starts the cloud in a process of its own, so that its work is not counted as that of what is measured. */
export async function startCloudProcess(folder: string) {
  const child = fork(CLOUD_PROCESS, [folder], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [cloud] = (await once(child, "message")) as [Omit<LocalCloud, "stop">];
  const stop = async () => {
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  /** What the database was asked since the last call. */
  const takeUse = async () => {
    const answer = once(child, "message");
    child.send("take");
    const [use] = (await answer) as [DatabaseUse];
    return use;
  };
  return { cloud, pid: child.pid ?? 0, takeUse, stop };
}
