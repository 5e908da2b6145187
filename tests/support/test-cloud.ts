import { createDatabase, type Database } from "#lib/database/database.ts";
import { createQueue, type Queue } from "#lib/queue/queue.ts";
import { createStorage, type Storage } from "#lib/storage/storage.ts";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "#local/cloud/cloud.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface TestCloud extends AsyncDisposable {
  cloud: LocalCloud;
  database: Database;
  storage: Storage;
  queue: Queue;
  dataDir: string;
  /** Ends the cloud and removes its files. */
  stop(): Promise<void>;
}

interface Network {
  /** Whether clients sign each request and send it to a port, as those of other processes do: twice the work. */
  overNetwork?: boolean;
}

/**
 * A local cloud of its own on free ports, with clients made the way the jobs and the worker of `npm start` make them.
 * What else is made reads endpoints and credentials from process.env, as everywhere, so one test file has one cloud at a
 * time. `prepare` fills its folder with what an earlier run left.
 */
export async function startTestCloud(
  { overNetwork, ...options }: Omit<LocalCloudOptions, "dataDir"> & Network = {},
  prepare: (dataDir: string) => Promise<unknown> = async () => {},
): Promise<TestCloud> {
  const directory = await temporaryDirectory();
  await prepare(directory.path);
  const cloud = await startLocalCloud({ ...options, dataDir: directory.path });
  Object.assign(process.env, cloud.environment);
  const clients = createClients(cloud, { overNetwork });
  const stop = async () => {
    for (const { client } of [clients.database, clients.storage, clients.queue]) client.destroy();
    await cloud.stop();
    await directory[Symbol.asyncDispose]();
  };
  return { cloud, ...clients, dataDir: directory.path, stop, [Symbol.asyncDispose]: stop };
}

/** New clients for a cloud whose environment is in process.env. */
export function createClients(
  cloud: LocalCloud,
  { overNetwork = false }: Network = {},
): Pick<TestCloud, "database" | "storage" | "queue"> {
  const connections = overNetwork ? undefined : cloud.connections;
  const settings = {
    region: cloud.environment.AWS_REGION ?? "",
    table: cloud.table,
    bucket: cloud.bucket,
    s3PathStyle: true,
    queueUrl: cloud.queueUrl,
    deadLetterQueueUrl: cloud.deadLetterQueueUrl,
  };
  return {
    database: createDatabase(settings, connections?.database),
    storage: createStorage(settings, connections?.storage),
    queue: createQueue(settings, connections?.queue),
  };
}
