import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startRecordingProxy, toCalls } from "./support/recording-proxy.ts";

const bucket = { method: "GET", url: "/bucket/thumbnails/u/1.webp", headers: {}, body: "" };
const json = (target: string, body: object) => ({
  method: "POST",
  url: "/",
  headers: { "x-amz-target": target },
  body: JSON.stringify(body),
});
const list = "<Delete><Object><Key>bulk/u/1</Key></Object><Object><Key>uploads/u/1</Key></Object></Delete>";

test.each([
  ["an object that is read", bucket, ["s3:GetObject thumbnails/*"]],
  ["one that is looked for", { ...bucket, method: "HEAD" }, ["s3:GetObject thumbnails/*"]],
  [
    "one that is stored by a link",
    { ...bucket, method: "PUT", url: "/b/uploads/u/1?X-Amz-Signature=0" },
    ["s3:PutObject uploads/*"],
  ],
  ["one that is deleted", { ...bucket, method: "DELETE" }, ["s3:DeleteObject thumbnails/*"]],
  [
    "several at once",
    { ...bucket, method: "POST", url: "/b?delete=", body: list },
    ["s3:DeleteObject bulk/*", "s3:DeleteObject uploads/*"],
  ],
  [
    "a copy",
    { ...bucket, method: "PUT", headers: { "x-amz-copy-source": "b/uploads/u/1" } },
    ["s3:PutObject thumbnails/*", "s3:GetObject uploads/*"],
  ],
  ["a list", { ...bucket, url: "/bucket?list-type=2&prefix=uploads%2F" }, ["s3:ListBucket bucket"]],
  ["what browsers ask beforehand", { ...bucket, method: "OPTIONS" }, []],
  ["an item", json("DynamoDB_20120810.GetItem", { TableName: "t" }), ["dynamodb:GetItem table"]],
  [
    "an index",
    json("DynamoDB_20120810.Query", { TableName: "t", IndexName: "open" }),
    ["dynamodb:Query table/index/open"],
  ],
  ["a batch of messages", json("AmazonSQS.SendMessageBatch", { QueueUrl: "http://h/1/q" }), ["sqs:SendMessage queue"]],
  [
    "dead letters",
    json("AmazonSQS.ReceiveMessage", { QueueUrl: "http://h/1/q-dead-letters" }),
    ["sqs:ReceiveMessage dead letters"],
  ],
] as const)("%s needs what IAM calls so", (_what, asked, calls) => {
  expect(toCalls(asked)).toEqual(calls);
});

test("what a role does not allow is refused as AWS does, and does not reach the emulator", async () => {
  const emulator = await startEmulator(() => "{}");
  const proxy = await startRecordingProxy(emulator.url, { allowed: ["s3:GetObject uploads/*"] });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  expect((await fetch(`${proxy.url}/b/uploads/u/1`)).status).toBe(200);
  const stored = await fetch(`${proxy.url}/b/uploads/u/1`, { method: "PUT", body: "bytes" });
  expect([stored.status, await stored.text()]).toEqual([403, expect.stringContaining("<Code>AccessDenied</Code>")]);
  const read = await fetch(proxy.url, { ...json("DynamoDB_20120810.GetItem", { TableName: "t" }) });
  expect([read.status, await read.json()]).toEqual([
    400,
    { __type: expect.stringMatching(/#AccessDeniedException$/), message: expect.stringContaining("dynamodb:GetItem") },
  ]);
  expect(emulator.asked).toEqual(["GET /b/uploads/u/1"]);
  expect([...proxy.refused]).toEqual(["s3:PutObject uploads/*", "dynamodb:GetItem table"]);
});

test("the change feed is behind by as much as is said, and other indexes are not", async () => {
  const at = (ageMs: number) => ({ changesSk: { S: `${new Date(Date.now() - ageMs).toISOString()}#IMAGE` } });
  const Items = [at(60_000), at(0)];
  const emulator = await startEmulator(() => JSON.stringify({ Items, Count: 2, ScannedCount: 2 }));
  const allowed = ["dynamodb:Query table/index/changes", "dynamodb:Query table/index/open"];
  const proxy = await startRecordingProxy(emulator.url, { allowed, feedDelayMs: 30_000 });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const query = async (IndexName: string) => {
    const answer = await fetch(proxy.url, json("DynamoDB_20120810.Query", { TableName: "t", IndexName }));
    return (await answer.json()) as { Items: unknown[]; Count: number };
  };
  expect(await query("changes")).toMatchObject({ Items: Items.slice(0, 1), Count: 1 });
  expect(await query("open")).toMatchObject({ Items, Count: 2 });
});

/** Answers everything alike, in the place of moto. */
async function startEmulator(answer: () => string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(answer());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
