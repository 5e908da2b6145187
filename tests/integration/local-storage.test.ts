import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { basename, dirname, join } from "node:path";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  deleteFolder,
  deleteObject,
  findObject,
  listKeys,
  listObjectsAfter,
  readObject,
  writeObject,
} from "#lib/storage/objects.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";

const text = new TextEncoder();

let world: TestCloud;
beforeAll(async () => {
  world = await startTestCloud({ overNetwork: true });
});
afterAll(() => world.stop());

let keys = 0;
const newKey = () => `thumbnails/test/${++keys}`;
const sha256 = (body: string) => createHash("sha256").update(body).digest("base64");

async function signUpload(key: string, body: string, expiresIn = 60) {
  const headers = {
    "content-type": "image/jpeg",
    "x-amz-checksum-sha256": sha256(body),
    "if-none-match": "*",
  };
  const url = await getSignedUrl(
    world.storage.client,
    new PutObjectCommand({
      Bucket: world.storage.bucket,
      Key: key,
      ContentType: headers["content-type"],
      ContentLength: body.length,
      ChecksumSHA256: headers["x-amz-checksum-sha256"],
      IfNoneMatch: "*",
    }),
    {
      expiresIn,
      signableHeaders: new Set(["host", "content-length", "content-type"]),
      unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
    },
  );
  return { url, headers };
}

async function signDownload(key: string, expiresIn = 60) {
  return getSignedUrl(world.storage.client, new GetObjectCommand({ Bucket: world.storage.bucket, Key: key }), {
    expiresIn,
  });
}

async function storedObject(body = "a picture") {
  const key = newKey();
  await writeObject(world.storage, key, text.encode(body), { contentType: "image/webp" });
  return key;
}

describe("objects", () => {
  test("come back as they were stored, with type and cache control", async () => {
    const key = await storedObject("hello");
    expect(await findObject(world.storage, key)).toMatchObject({ bytes: 5, contentType: "image/webp" });
    expect((await readObject(world.storage, key))?.body.toString()).toBe("hello");
    const response = await fetch(await signDownload(key));
    expect(response.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toBe("image/webp");
  });

  test("a missing one is missing", async () => {
    expect(await findObject(world.storage, newKey())).toBeUndefined();
    expect(await readObject(world.storage, newKey())).toBeUndefined();
    await deleteObject(world.storage, newKey());
  });

  test("are listed by prefix and removed, one by one, in a batch and as a folder", async () => {
    const folder = `thumbnails/listing-${++keys}/`;
    for (const name of ["a", "b b", "ü/c"]) {
      await writeObject(world.storage, `${folder}${name}`, text.encode(name), { contentType: "image/webp" });
    }
    expect(await listKeys(world.storage, folder)).toEqual([`${folder}a`, `${folder}b b`, `${folder}ü/c`]);
    await world.storage.client.send(
      new DeleteObjectsCommand({ Bucket: world.storage.bucket, Delete: { Objects: [{ Key: `${folder}b b` }] } }),
    );
    expect(await listKeys(world.storage, folder)).toEqual([`${folder}a`, `${folder}ü/c`]);
    await deleteFolder(world.storage, folder);
    expect(await listKeys(world.storage, folder)).toEqual([]);
  });

  test("pages of a listing continue where the last one ended", async () => {
    const folder = `thumbnails/paging-${++keys}/`;
    for (const name of ["a", "b", "c"]) {
      await writeObject(world.storage, `${folder}${name}`, text.encode(name), { contentType: "image/webp" });
    }
    const list = (token?: string) =>
      world.storage.client.send(
        new ListObjectsV2Command({
          Bucket: world.storage.bucket,
          Prefix: folder,
          MaxKeys: 2,
          ContinuationToken: token,
        }),
      );
    const first = await list();
    const second = await list(first.NextContinuationToken);
    expect([first, second].flatMap((page) => page.Contents?.map(({ Key }) => Key))).toEqual(
      ["a", "b", "c"].map((name) => folder + name),
    );
  });

  test("a listing is in the order of keys, also where a folder's name begins another key", async () => {
    const folder = `thumbnails/order-${++keys}/`;
    const names = ["a-b", "a.d", "a/c", "a/c/d", "ab"];
    for (const name of names) {
      await writeObject(world.storage, folder + name, text.encode(name), { contentType: "image/webp" });
    }
    expect(await listKeys(world.storage, folder)).toEqual(names.map((name) => folder + name));
    const after = await listObjectsAfter(world.storage, folder, `${folder}a/c`);
    expect(after.objects.map(({ key, bytes }) => [key, bytes])).toEqual([
      [`${folder}a/c/d`, 5],
      [`${folder}ab`, 2],
    ]);
  });

  test("a download takes its file name and a range from its link", async () => {
    const key = await storedObject("0123456789");
    const url = await getSignedUrl(
      world.storage.client,
      new GetObjectCommand({
        Bucket: world.storage.bucket,
        Key: key,
        ResponseContentDisposition: `attachment; filename="Ünter dem Meer.jpg"`,
      }),
    );
    const response = await fetch(url, { headers: { range: "bytes=2-4" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 2-4/10");
    expect(response.headers.get("content-disposition")).toContain("attachment");
    expect(await response.text()).toBe("234");
  });
});

describe("ranges and preconditions", () => {
  const body = Array.from({ length: 1_000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
  const eTag = `"${createHash("md5").update(body).digest("hex")}"`;
  let url: string;
  beforeAll(async () => {
    url = await signDownload(await storedObject(body));
  });

  test.each([
    ["bytes=-100", 206, "bytes 900-999/1000", body.slice(-100)],
    ["bytes=0-0", 206, "bytes 0-0/1000", "a"],
    ["bytes=990-", 206, "bytes 990-999/1000", body.slice(990)],
    ["nonsense", 200, null, body],
    ["bytes=0-1,5-6", 200, null, body],
    ["bytes=1000-", 416, "bytes */1000", undefined],
  ])("Range: %s", async (range, status, contentRange, expected) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-range")).toBe(contentRange);
    const text = await response.text();
    if (expected === undefined) expect(text).toContain("<Code>InvalidRange</Code>");
    else expect(text).toBe(expected);
  });

  test.each([
    [{ "if-match": '"other"' }, 412],
    [{ "if-none-match": eTag }, 304],
    [{ "if-none-match": `W/${eTag}` }, 304],
    [{ "if-unmodified-since": "Thu, 01 Jan 2026 00:00:00 GMT" }, 412],
    [{ range: "bytes=0-1", "if-range": '"other"' }, 200],
    [{ range: "bytes=0-1", "if-range": eTag }, 206],
  ])("%j is answered with %i", async (headers, status) => {
    const response = await fetch(url, { headers });
    expect(response.status).toBe(status);
    if (status === 304) expect(response.headers.get("etag")).toBe(eTag);
    await response.arrayBuffer();
  });

  test("answers say what browsers may make of them", async () => {
    for (const address of [url, url.replace("test", "nothing")]) {
      const response = await fetch(address);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      await response.arrayBuffer();
    }
  });

  test("what S3 would check before writing is refused rather than ignored", async () => {
    const put = new PutObjectCommand({ Bucket: world.storage.bucket, Key: newKey(), Body: "x", IfMatch: eTag });
    await expect(world.storage.client.send(put)).rejects.toMatchObject({ name: "NotImplemented" });
  });

  test("whether the bucket is there costs no listing", async () => {
    const { $metadata } = await world.storage.client.send(new HeadBucketCommand({ Bucket: world.storage.bucket }));
    expect($metadata.httpStatusCode).toBe(200);
  });
});

describe("an object that an earlier version stored as three files", () => {
  const body = "stored long ago";
  let other: TestCloud;
  beforeAll(async () => {
    other = world;
    world = await startTestCloud({ overNetwork: true }, (dataDir) =>
      mkdir(join(dataDir, "cloud/s3/objects/skylight"), { recursive: true }),
    );
  });
  afterAll(async () => {
    await world.stop();
    world = other;
  });
  const folder = () => join(world.dataDir, "cloud/s3/objects", world.storage.bucket);
  async function earlierObject() {
    const key = newKey();
    const path = join(folder(), key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}._S3rver_object`, body);
    await writeFile(`${path}._S3rver_object.md5`, createHash("md5").update(body).digest("hex"));
    const headers = { "cache-control": "private", "content-type": "image/webp" };
    await writeFile(`${path}._S3rver_metadata.json`, JSON.stringify(headers));
    return key;
  }
  const filesOf = async (key: string) =>
    (await readdir(dirname(join(folder(), key)))).filter((name) => name.startsWith(`${basename(key)}.`));

  test("is read and listed as ever", async () => {
    const key = await earlierObject();
    expect(await findObject(world.storage, key)).toMatchObject({ bytes: body.length, contentType: "image/webp" });
    const response = await fetch(await signDownload(key), { headers: { range: "bytes=7-" } });
    expect(await response.text()).toBe("long ago");
    expect(response.headers.get("cache-control")).toBe("private");
    expect(response.headers.get("etag")).toBe(`"${createHash("md5").update(body).digest("hex")}"`);
    expect(await listKeys(world.storage, key)).toEqual([key]);
  });

  test("is not overwritten by who asks for its absence, and is by others, as one file", async () => {
    const key = await earlierObject();
    const { url, headers } = await signUpload(key, "a photo");
    expect((await fetch(url, { method: "PUT", headers, body: "a photo" })).status).toBe(412);
    await writeObject(world.storage, key, text.encode("new"), { contentType: "image/webp" });
    expect((await readObject(world.storage, key))?.body.toString()).toBe("new");
    expect(await filesOf(key)).toEqual([`${basename(key)}._object`]);
  });

  test("is deleted with all its files", async () => {
    const key = await earlierObject();
    await storedObject();
    await deleteObject(world.storage, key);
    expect(await findObject(world.storage, key)).toBeUndefined();
    expect(await filesOf(key)).toEqual([]);
  });
});

test("a new installation looks for no files of earlier versions", async () => {
  expect(await readdir(join(world.dataDir, "cloud/s3"))).toContain("one-file-each");
});

test("an object whose file is damaged is listed and can be removed, and hides no other", async () => {
  const [short, torn, sound] = [await storedObject(), await storedObject(), await storedObject()];
  const pathOf = (key: string) => join(world.dataDir, "cloud/s3/objects", world.storage.bucket, `${key}._object`);
  await writeFile(pathOf(short), "x");
  await writeFile(pathOf(torn), Buffer.from("a picture with no end \u0000\u0000\u0000\u0009"));
  expect(await listKeys(world.storage, "thumbnails/test/")).toEqual(expect.arrayContaining([short, torn, sound]));
  for (const key of [short, torn]) await deleteObject(world.storage, key);
  const left = await listKeys(world.storage, "thumbnails/test/");
  expect(left).toContain(sound);
  expect(left).not.toContain(short);
  expect(left).not.toContain(torn);
});

test("of a batch, a key that cannot be removed keeps no other", async () => {
  const key = await storedObject();
  const Objects = [{ Key: `thumbnails/${"long".repeat(300)}` }, { Key: key }];
  const answer = await world.storage.client.send(
    new DeleteObjectsCommand({ Bucket: world.storage.bucket, Delete: { Objects } }),
  );
  expect(answer.Errors).toMatchObject([{ Key: Objects[0]?.Key, Code: "KeyTooLongError" }]);
  expect(answer.Deleted).toMatchObject([{ Key: key }]);
  expect(await findObject(world.storage, key)).toBeUndefined();
});

test("a large object comes back whole, in a range and without what is stored behind it", async () => {
  const key = newKey();
  const body = Buffer.alloc(300_000, "0123456789");
  await writeObject(world.storage, key, body, { contentType: "image/jpeg" });
  expect((await readObject(world.storage, key))?.body.equals(body)).toBe(true);
  const end = await fetch(await signDownload(key), { headers: { range: "bytes=-4" } });
  expect(await end.text()).toBe("6789");
  expect((await findObject(world.storage, key))?.bytes).toBe(body.length);
});

describe("signed links", () => {
  test("an object without a signature is refused", async () => {
    const key = await storedObject();
    const [bare] = (await signDownload(key)).split("?");
    const response = await fetch(bare ?? "");
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("<Code>AccessDenied</Code>");
  });

  test("an expired link is refused", async () => {
    const key = await storedObject();
    const url = await signDownload(key, 1);
    expect((await fetch(url)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const response = await fetch(url);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("Request has expired");
  });

  test.each([
    ["its life", (url: URL) => url.searchParams.set("X-Amz-Expires", "604800")],
    ["its key", (url: URL) => Object.assign(url, { pathname: `${url.pathname}0` })],
    ["its signature", (url: URL) => url.searchParams.set("X-Amz-Signature", "0".repeat(64))],
    ["an added parameter", (url: URL) => url.searchParams.set("response-content-type", "text/html")],
    ["its date", (url: URL) => url.searchParams.set("X-Amz-Date", "nonsense")],
    ["its key id", (url: URL) => url.searchParams.set("X-Amz-Credential", "other/20260101/us-east-1/s3/aws4_request")],
  ])("a link altered in %s is refused", async (_what, alter) => {
    const url = new URL(await signDownload(await storedObject()));
    alter(url);
    expect([400, 403]).toContain((await fetch(url)).status);
  });

  test("a link to read does not let anybody write or delete", async () => {
    const url = await signDownload(await storedObject());
    expect((await fetch(url, { method: "PUT", body: "other" })).status).toBe(403);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(403);
  });
});

describe("signed uploads", () => {
  test("store exactly what was promised, once", async () => {
    const key = newKey();
    const { url, headers } = await signUpload(key, "a photo");
    const first = await fetch(url, { method: "PUT", headers, body: "a photo" });
    expect(first.status).toBe(200);
    expect(first.headers.get("etag")).toBe(`"${createHash("md5").update("a photo").digest("hex")}"`);

    const second = await fetch(url, { method: "PUT", headers, body: "a photo" });
    expect(second.status).toBe(412);
    expect(await second.text()).toContain("PreconditionFailed");
    expect((await readObject(world.storage, key))?.body.toString()).toBe("a photo");
  });

  test("of several at once, one wins", async () => {
    const { url, headers } = await signUpload(newKey(), "a photo");
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await fetch(url, { method: "PUT", headers, body: "a photo" })).status),
    );
    expect(statuses.toSorted()).toEqual([200, ...Array(7).fill(412)]);
  });

  test("other bytes of the same length are refused and not stored", async () => {
    const key = newKey();
    const { url, headers } = await signUpload(key, "a photo");
    const response = await fetch(url, { method: "PUT", headers, body: "b photo" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("<Code>BadDigest</Code>");
    expect(await findObject(world.storage, key)).toBeUndefined();
    expect(await readdir(join(world.dataDir, "cloud/s3/incoming"))).toEqual([]);
  });

  test.each([
    ["a longer body", { body: "a photo and more" }],
    ["another type", { headers: { "content-type": "text/html" } }],
    ["another hash", { headers: { "x-amz-checksum-sha256": sha256("other") } }],
    ["an unsigned header", { headers: { "x-amz-meta-owner": "me" } }],
  ])("%s is refused", async (_what, change: { body?: string; headers?: Record<string, string> }) => {
    const key = newKey();
    const { url, headers } = await signUpload(key, "a photo");
    const response = await fetch(url, {
      method: "PUT",
      headers: { ...headers, ...change.headers },
      body: change.body ?? "a photo",
    });
    expect(response.status).toBe(403);
    expect(await findObject(world.storage, key)).toBeUndefined();
  });

  test("a sender that goes away in the middle leaves nothing behind", async () => {
    const key = newKey();
    const body = "x".repeat(100_000);
    const { url, headers } = await signUpload(key, body);
    await new Promise<void>((resolve) => {
      const request = httpRequest(url, { method: "PUT", headers: { ...headers, "content-length": body.length } });
      request.on("error", () => resolve());
      request.write(body.slice(0, 5_000), () => setTimeout(() => request.destroy(new Error("gone")), 100));
    });
    await expect.poll(() => readdir(join(world.dataDir, "cloud/s3/incoming"))).toEqual([]);
    expect(await findObject(world.storage, key)).toBeUndefined();
  });
});
