import { expect, test } from "vitest";
import { toCalls } from "./support/recording-proxy.ts";

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
