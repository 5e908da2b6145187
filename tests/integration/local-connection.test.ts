import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStorage, type Storage } from "#lib/storage/storage.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";

/* Clients of the local cloud's own process reach it without a network, and must find it as others do. */

let world: TestCloud;
let storage: Storage;

beforeAll(async () => {
  world = await startTestCloud();
  const settings = { region: world.cloud.environment.AWS_REGION ?? "", bucket: world.cloud.bucket, s3PathStyle: true };
  storage = createStorage(settings, world.cloud.connections.storage);
});

afterAll(async () => {
  storage.client.destroy();
  await world.stop();
});

const put = (key: string, body: Readable | Uint8Array, bytes?: number) =>
  storage.client.send(
    new PutObjectCommand({
      Bucket: storage.bucket,
      Key: key,
      Body: body,
      ...(bytes === undefined ? {} : { ContentLength: bytes }),
    }),
  );
const read = async (key: string) => {
  const { Body } = await storage.client.send(new GetObjectCommand({ Bucket: storage.bucket, Key: key }));
  return Body?.transformToString();
};

test("an object comes back, an empty one too", async () => {
  await put("test/full", Buffer.from("a picture"));
  await put("test/empty", new Uint8Array());
  expect(await read("test/full")).toBe("a picture");
  expect(await read("test/empty")).toBe("");
});

test("a stream that ends before its length is not stored as if it were whole", async () => {
  await expect(put("test/short", Readable.from([Buffer.from("half")]), 8)).rejects.toMatchObject({
    name: "IncompleteBody",
  });
  await expect(read("test/short")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("a stream that is refused unread is ended, and its failure is nobody's", async () => {
  const body = new Readable({ read() {} });
  await expect(put(`test/${"long".repeat(400)}`, body, 4)).rejects.toThrow();
  expect(body.destroyed).toBe(true);
  body.emit("error", new Error("the disk is gone"));
});
