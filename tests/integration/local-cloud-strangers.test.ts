import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { webConfig } from "#lib/config.ts";
import { findLastHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import { createServices } from "#lib/services.ts";
import { findObject, writeObject } from "#lib/storage/objects.ts";
import { createCredentials } from "#local/cloud/cloud.ts";
import { toToken } from "#local/cloud/signature.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";

/* The local cloud's services listen on this machine, where web pages and other programs reach them as well. */

const APP_ORIGIN = "http://localhost:3000";

let world: TestCloud;
beforeAll(async () => {
  world = await startTestCloud({ overNetwork: true, corsOrigins: [APP_ORIGIN] });
});
afterAll(() => world.stop());

const picture = new TextEncoder().encode("a picture");

async function storedObject(): Promise<string> {
  const key = `thumbnails/${randomUUID()}`;
  await writeObject(world.storage, key, picture, { contentType: "image/webp" });
  return key;
}

describe("pages of other sites", () => {
  test("only the application's own may read answers", async () => {
    const url = await getSignedUrl(
      world.storage.client,
      new GetObjectCommand({ Bucket: world.storage.bucket, Key: await storedObject() }),
    );
    const own = await fetch(url, { headers: { origin: APP_ORIGIN } });
    expect(own.headers.get("access-control-allow-origin")).toBe(APP_ORIGIN);
    expect(own.headers.get("access-control-expose-headers")).toContain("ETag");
    const other = await fetch(url, { headers: { origin: "https://elsewhere.example" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a preflight request is answered for the application and refused for others", async () => {
    const url = await getSignedUrl(
      world.storage.client,
      new PutObjectCommand({ Bucket: world.storage.bucket, Key: `uploads/${randomUUID()}` }),
    );
    const ask = (origin: string, names = "content-type,if-none-match,x-amz-checksum-sha256,range") =>
      fetch(url, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "PUT",
          "access-control-request-headers": names,
        },
      });
    const own = await ask(APP_ORIGIN);
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin")).toBe(APP_ORIGIN);
    expect(own.headers.get("access-control-allow-headers")).toContain("x-amz-checksum-sha256");
    expect((await ask(APP_ORIGIN, "content-type, x-amz-acl")).status).toBe(403);
    const other = await ask("https://elsewhere.example");
    expect(other.status).toBe(403);
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test.each(["SQS", "DYNAMODB", "S3"])("%s does not answer to a name that somebody pointed at it", async (service) => {
    const endpoint = new URL(world.cloud.environment[`AWS_ENDPOINT_URL_${service}`] ?? "");
    const status = await new Promise((resolve, reject) => {
      httpRequest(endpoint, { headers: { host: `evil.example:${endpoint.port}` } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(421);
  });

  test.each(["SQS", "DYNAMODB"])("%s refuses web pages and everybody without the secret", async (service) => {
    const endpoint = world.cloud.environment[`AWS_ENDPOINT_URL_${service}`] ?? "";
    const unsigned = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables" },
      body: "{}",
    });
    expect(unsigned.status).toBe(403);
    const page = await fetch(endpoint, { method: "OPTIONS", headers: { origin: "https://elsewhere.example" } });
    expect(page.status).toBe(403);
    expect(page.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a client that carries the token in place of a signature", () => {
  const credentials = createCredentials();
  const ask = (world: TestCloud, service: string, headers: Record<string, string>) =>
    fetch(world.cloud.environment[`AWS_ENDPOINT_URL_${service}`] ?? "", {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": service === "SQS" ? "AmazonSQS.ListQueues" : "DynamoDB_20120810.ListTables",
        ...headers,
      },
      body: "{}",
    });

  test("is let in by database and queue, and nobody is by another token or from a page", async () => {
    await using own = await startTestCloud({ overNetwork: true, credentials });
    const authorization = `Bearer ${toToken(credentials)}`;
    const wrong = [
      `Bearer ${toToken(createCredentials())}`,
      `Bearer ${"\u00e9".repeat(64)}`,
      "Bearer",
      toToken(credentials),
    ];
    for (const service of ["SQS", "DYNAMODB"]) {
      expect((await ask(own, service, { authorization })).status).toBe(200);
      for (const other of wrong) expect((await ask(own, service, { authorization: other })).status, other).toBe(403);
      expect((await ask(own, service, { authorization, origin: "https://elsewhere.example" })).status).toBe(403);
    }
    const s3 = `${own.cloud.s3Url}/${own.storage.bucket}/${await storedObject()}`;
    expect((await fetch(s3, { headers: { authorization } })).status).toBe(400);
  });

  test("is what the web application's clients are where they are given it", async () => {
    await using own = await startTestCloud({ overNetwork: true, credentials });
    const services = (token: string) =>
      createServices(
        webConfig({
          ...own.cloud.environment,
          NEXTAUTH_URL: "http://localhost:3000",
          NEXTAUTH_SECRET: "a secret of this test that is long enough",
          LOCAL_CLOUD_TOKEN: token,
        }),
      );
    const [right, wrong] = [services(toToken(credentials)), services(toToken(createCredentials()))];
    expect(await countMessages(right.queue)).toBeGreaterThanOrEqual(0);
    expect(await findLastHeartbeat(right.database)).toBeUndefined();
    await expect(findLastHeartbeat(wrong.database)).rejects.toThrow();
    for (const { database, storage, queue } of [right, wrong]) {
      for (const { client } of [database, storage, queue]) client.destroy();
    }
  });
});

describe("hostile requests", () => {
  test.each([
    ["of one step up", ".."],
    ["that leads out of the bucket", "../escape"],
    ["that leads out from within", "uploads/../../escape"],
    ["with an empty part", "a//b"],
    ["with a part that is the folder itself", "a/./b"],
    ["that looks like files of the store's own", "x._S3rver_object.md5"],
    ["that looks like an object's file", "x._object"],
    ["with a part too long for a file name", `a/${"k".repeat(201)}`],
    ["that is too long", `${"long/".repeat(300)}end`],
    ["with a control character", "nul\u0000byte"],
  ])("a key %s is refused", async (_what, key) => {
    const write = writeObject(world.storage, key, picture, { contentType: "image/webp" });
    await expect(write).rejects.toMatchObject({
      name: expect.stringMatching(/InvalidArgument|KeyTooLong|NoSuchBucket/),
    });
    const deletion = world.storage.client.send(
      new DeleteObjectsCommand({ Bucket: world.storage.bucket, Delete: { Objects: [{ Key: `../${key}` }] } }),
    );
    expect(await deletion).toMatchObject({ Errors: [{ Key: `../${key}` }] });
  });

  test.each([
    ["broken percent encoding", "GET /skylight/%E0%A4%A HTTP/1.1\r\nHost: HOST\r\n\r\n"],
    ["steps up in the path", "GET /skylight/../../etc/passwd HTTP/1.1\r\nHost: HOST\r\n\r\n"],
    ["a whole URL as path", "GET http://HOST/skylight/a HTTP/1.1\r\nHost: HOST\r\n\r\n"],
    ["half a body", "PUT /skylight/a?X-Amz-Signature=1 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nab"],
    ["a nonsense signature", "GET /skylight/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: AWS4-HMAC-SHA256 x\r\n\r\n"],
    [
      "an empty signature",
      "GET /skylight/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a,SignedHeaders=;;,Signature=b\r\n\r\n",
    ],
    ["a huge header", `GET /skylight/a HTTP/1.1\r\nHost: HOST\r\nX-Huge: ${"h".repeat(100_000)}\r\n\r\n`],
    ["no HTTP at all", "nonsense\r\n\r\n"],
    ["a sender that goes away", "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100\r\n\r\nab"],
  ])("the cloud survives %s", async (_what, raw) => {
    for (const service of ["S3", "SQS", "DYNAMODB"]) {
      const { port } = new URL(world.cloud.environment[`AWS_ENDPOINT_URL_${service}`] ?? "");
      const answer = await send(Number(port), raw.replaceAll("HOST", `127.0.0.1:${port}`));
      expect(answer === "" ? "HTTP/1.1 4" : answer).toMatch(/^HTTP\/1\.1 [45]/);
    }
    const key = await storedObject();
    expect(await findObject(world.storage, key)).toBeDefined();
  });
});

/** The beginning of the answer to raw bytes, after whose sending the client goes away. */
function send(port: number, raw: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(raw));
    socket.on("data", (chunk) => {
      answer += chunk;
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
    setTimeout(() => socket.destroy(), 300);
  });
}
