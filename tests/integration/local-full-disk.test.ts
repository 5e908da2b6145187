import { randomBytes, randomUUID } from "node:crypto";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { webConfig } from "#lib/config.ts";
import { createServices } from "#lib/services.ts";
import { findObject, writeObject } from "#lib/storage/objects.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { startLocalCloud } from "#local/cloud/cloud.ts";
import { hasRoomToRender } from "#local/system/data-folder.ts";
import { mountSmallDisk } from "#tests/support/small-disk.ts";
import { createClients } from "#tests/support/test-cloud.ts";
import { someUser } from "#tests/support/test-services.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const MEBIBYTE = 1024 ** 2;
const DISK_MB = 64;
const RESERVE_BYTES = 40 * MEBIBYTE;

const disk = await mountSmallDisk(DISK_MB);
if (!disk) console.warn("The tests of a full disk are left out: this user may mount no file system.");

test.skipIf(!disk)(
  "a full disk refuses uploads, keeps serving, loses nothing, and goes on when there is room",
  async () => {
    if (!disk) throw new Error("Expected a small disk");
    await using small = disk;
    const errors: unknown[] = [];
    const start = () =>
      startLocalCloud({
        dataDir: small.path,
        minFreeBytes: RESERVE_BYTES,
        credentials: { accessKeyId: "LOCALTEST", secretAccessKey: "a secret of this test" },
        onError: (error) => errors.push(error),
      });
    let cloud = await start();
    Object.assign(process.env, cloud.environment);
    let services = createServices(
      webConfig({
        ...cloud.environment,
        NEXTAUTH_URL: "http://localhost:3000",
        NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
        STORAGE_FOLDER: small.path,
        MIN_FREE_BYTES: String(RESERVE_BYTES),
      }),
    );
    const user = someUser();
    const announce = (bytes: number) =>
      beginUpload(services, user, {
        fileName: "a.jpg",
        contentType: "image/jpeg",
        bytes,
        sha256: randomBytes(32).toString("hex"),
      });
    const put = (id: string) =>
      services.database.client.send(
        new PutCommand({
          TableName: services.database.table,
          Item: { pk: "full-disk", sk: id, text: randomBytes(50_000).toString("base64") },
        }),
      );
    const isThere = async (id: string) =>
      (
        await services.database.client.send(
          new GetCommand({ TableName: services.database.table, Key: { pk: "full-disk", sk: id } }),
        )
      ).Item !== undefined;

    await put("before");
    await writeObject(services.storage, "thumbnails/a", Buffer.alloc(1000), { contentType: "image/webp" });
    const announced = await announce(1_000);

    // Nearly full: uploads are refused, all else works.
    await small.fill(RESERVE_BYTES - MEBIBYTE);
    await expect(announce(1_000)).rejects.toMatchObject({ code: "storage_full", status: 507 });
    if (!("upload" in announced)) throw new Error("Expected a signed upload");
    const late = await fetch(announced.upload.url, {
      method: "PUT",
      headers: announced.upload.headers,
      body: Buffer.alloc(1_000),
    });
    expect(late.status).toBe(507);
    await put("on the reserve");
    await writeObject(services.storage, "thumbnails/b", Buffer.alloc(1000), { contentType: "image/webp" });

    // What uploads leave is the worker's by half; a last part is left by it too, so that photos can still be deleted.
    const room = { dataDir: small.path, minFreeBytes: RESERVE_BYTES };
    expect(await hasRoomToRender(room)).toBe(true);
    await small.fill(RESERVE_BYTES / 2 - MEBIBYTE);
    expect(await hasRoomToRender(room)).toBe(false);
    await small.fill(RESERVE_BYTES / 4 + MEBIBYTE / 2);
    const asRendition = { contentType: "image/webp" };
    await expect(writeObject(services.storage, "thumbnails/d", Buffer.alloc(MEBIBYTE), asRendition)).rejects.toThrow();
    await writeObject(services.storage, "bulk/d", Buffer.alloc(MEBIBYTE), { contentType: "text/plain" });
    await put("on the last reserve");

    // Full by somebody else's file: what is there is served, and nothing is acknowledged that is not kept.
    await small.fill(0);
    const acknowledged = new Set<string>(["before", "on the reserve", "on the last reserve"]);
    const refused: string[] = [];
    for (let round = 0; refused.length < 5; round++) {
      const id = randomUUID();
      await put(id).then(
        () => acknowledged.add(id),
        () => refused.push(id),
      );
      if (round > 200) throw new Error("Expected the disk to be full by now");
    }
    const object = writeObject(services.storage, "thumbnails/c", Buffer.alloc(MEBIBYTE), { contentType: "image/webp" });
    await expect(object).rejects.toThrow();
    expect(await findObject(services.storage, "thumbnails/c")).toBeUndefined();
    const send = () =>
      services.queue.client.send(
        new SendMessageCommand({ QueueUrl: services.queue.url, MessageBody: "x".repeat(100_000) }),
      );
    await send().catch(() => {});
    for (const id of acknowledged) expect(await isThere(id)).toBe(true);
    expect(await findObject(services.storage, "thumbnails/a")).toBeDefined();
    expect(errors.map(String).join("\n")).toContain("No space left on device");

    // Room again: it goes on by itself, and a new start finds everything.
    await small.clear();
    await waitUntil("a write that is taken", () =>
      put("after").then(
        () => acknowledged.add("after"),
        () => false as const,
      ),
    );
    await send();
    await announce(1_000);
    for (const { client } of [services.database, services.storage, services.queue]) client.destroy();
    await cloud.stop();
    cloud = await start();
    Object.assign(process.env, cloud.environment);
    services = { ...services, ...createClients(cloud, { overNetwork: true }) };
    for (const id of acknowledged) expect(await isThere(id)).toBe(true);
    expect(await findObject(services.storage, "thumbnails/b")).toBeDefined();
    for (const { client } of [services.database, services.storage, services.queue]) client.destroy();
    await cloud.stop();
  },
);
