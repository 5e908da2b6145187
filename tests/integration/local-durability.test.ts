import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findObject, readObject, writeObject } from "#lib/storage/objects.ts";
import type { LocalCloud } from "#local/cloud/cloud.ts";
import { startLocalCloud } from "#local/cloud/cloud.ts";
import { listenOnLoopback, type PortInUseError } from "#local/cloud/loopback-server.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { createClients, startTestCloud } from "#tests/support/test-cloud.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  await directory[Symbol.asyncDispose]();
});

/** A cloud on the test's folder in a process that can be killed, and clients for it. */
async function startCloudProcess() {
  const child = fork("tests/support/cloud-process.ts", [directory.path], { execArgv: [] });
  children.push(child);
  const [cloud] = (await once(child, "message")) as [LocalCloud];
  Object.assign(process.env, cloud.environment);
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { ...createClients(cloud, { overNetwork: true }), kill };
}

test("what was acknowledged outlives kill -9: objects, items and messages", async () => {
  const first = await startCloudProcess();
  await writeObject(first.storage, "uploads/kept", Buffer.from("bytes"), { contentType: "image/jpeg" });
  await first.database.client.send(
    new PutCommand({ TableName: first.database.table, Item: { pk: "A", sk: "1", openPk: "L", openSk: "1" } }),
  );
  await first.queue.client.send(new SendMessageCommand({ QueueUrl: first.queue.url, MessageBody: "kept" }));
  await first.kill();

  const second = await startCloudProcess();
  expect(await findObject(second.storage, "uploads/kept")).toMatchObject({ bytes: 5, contentType: "image/jpeg" });
  const { Item } = await second.database.client.send(
    new GetCommand({ TableName: second.database.table, Key: { pk: "A", sk: "1" } }),
  );
  expect(Item).toMatchObject({ openPk: "L" });
  const { Messages } = await second.queue.client.send(
    new ReceiveMessageCommand({ QueueUrl: second.queue.url, MaxNumberOfMessages: 10 }),
  );
  const bodies = (Messages ?? []).map(({ Body }) => Body ?? "");
  // The notification was set up once; the second start sends no second test event.
  expect(bodies.filter((body) => body.includes("s3:TestEvent"))).toHaveLength(1);
  expect(bodies.filter((body) => body.includes("uploads/kept"))).toHaveLength(1);
  expect(bodies).toContain("kept");
});

test("a message that somebody had received before kill -9 is visible again at once", async () => {
  const first = await startCloudProcess();
  await first.queue.client.send(new ReceiveMessageCommand({ QueueUrl: first.queue.url }));
  await first.kill();
  const second = await startCloudProcess();
  const { Messages } = await second.queue.client.send(
    new ReceiveMessageCommand({ QueueUrl: second.queue.url, MessageSystemAttributeNames: ["All"] }),
  );
  expect(Messages?.[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
});

test("kill -9 in the middle of uploads leaves whole objects or none, each whole one with its event", async () => {
  const first = await startCloudProcess();
  const size = 400_000;
  const uploads = Array.from({ length: 40 }, (_, n) =>
    writeObject(first.storage, `uploads/${n}`, Buffer.alloc(size, n), { contentType: "image/jpeg" }).then(
      () => n,
      () => undefined,
    ),
  );
  await Promise.race(uploads);
  await first.kill();
  first.storage.client.destroy();
  const acknowledged = (await Promise.all(uploads)).filter((n) => n !== undefined);

  const second = await startCloudProcess();
  const whole: string[] = [];
  for (let n = 0; n < 40; n++) {
    const object = await readObject(second.storage, `uploads/${n}`);
    if (!object) continue;
    whole.push(`uploads/${n}`);
    expect(object.body.equals(Buffer.alloc(size, n))).toBe(true);
    expect(object.contentType).toBe("image/jpeg");
  }
  for (const n of acknowledged) expect(whole).toContain(`uploads/${n}`);
  expect(await announcedKeys(second.queue)).toEqual(expect.arrayContaining(whole));
  expect(await readdir(join(directory.path, "cloud/s3/incoming"))).toEqual([]);
  expect(await readdir(join(directory.path, "cloud/s3/events"))).toEqual([]);
});

test("an original is there only once the disk has its image, so that a loss of power leaves none without", async () => {
  const level = createRequire(import.meta.resolve("dynalite"))("level").Level.prototype;
  const writes = vi.spyOn(level, "_del");
  const synced = () => writes.mock.calls.filter(([, options]) => (options as { sync?: boolean }).sync).length;
  await using world = await startTestCloud();
  try {
    const put = (key: string) => writeObject(world.storage, key, Buffer.from("bytes"), { contentType: "image/jpeg" });
    await put("uploads/first");
    expect(synced()).toBe(1);
    await Promise.all(["a", "b", "c", "d"].map((name) => put(`uploads/${name}`)));
    expect(synced()).toBeGreaterThan(1);
    const before = synced();
    await put("thumbnails/first");
    expect(synced()).toBe(before);

    writes.mockRejectedValue(new Error("the disk is broken"));
    await expect(put("uploads/second")).rejects.toThrow();
    writes.mockRestore();
    expect(await findObject(world.storage, "uploads/second")).toBeUndefined();
    // After a write that failed the database is opened again first, which is tried once a second.
    await waitUntil("the database takes writes", () =>
      put("uploads/second").then(
        () => true,
        () => false,
      ),
    );
  } finally {
    writes.mockRestore();
  }
});

test("a port that is taken is named", async () => {
  const taken = await listenOnLoopback(async (_request, response) => void response.end(), { onError: () => {} });
  const attempt = startLocalCloud({ dataDir: directory.path, s3Port: taken.port });
  await expect(attempt).rejects.toMatchObject({
    name: "PortInUseError",
    port: taken.port,
  } satisfies Partial<PortInUseError>);
  await taken.close();
});

async function announcedKeys(queue: { client: ReturnType<typeof createClients>["queue"]["client"]; url: string }) {
  const keys: string[] = [];
  for (;;) {
    const { Messages } = await queue.client.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, MaxNumberOfMessages: 10 }),
    );
    if (!Messages?.length) break;
    for (const { Body } of Messages) {
      const { Records } = JSON.parse(Body ?? "");
      if (Records) keys.push(Records[0].s3.object.key);
    }
  }
  const { Attributes } = await queue.client.send(
    new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  expect(Attributes?.ApproximateNumberOfMessages).toBe("0");
  return keys;
}
