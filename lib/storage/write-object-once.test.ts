import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { writeObjectOnce } from "./objects.ts";
import type { Storage } from "./storage.ts";

/* What S3 answers to writes of one key at the same time, which the local storage never does. */
const answers: number[] = [];
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const status = answers.shift() ?? 500;
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(
      status === 200 ? "" : `<Error><Code>${status === 409 ? "ConditionalRequestConflict" : "Other"}</Code></Error>`,
    );
  });
});
let storage: Storage;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-central-1",
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  storage = { client, bucket: "photos" } as Storage;
});
afterAll(() => server.close());
beforeEach(() => {
  answers.length = 0;
});

const write = () => writeObjectOnce(storage, "a", Buffer.from("a"), { contentType: "image/jpeg" });

test.each([
  ["was written", 200, true],
  ["another wrote first", 412, false],
])("a conflict is asked again, until it is known that it %s", async (_, last, written) => {
  answers.push(409, 409, last);
  expect(await write()).toBe(written);
  expect(answers).toEqual([]);
});

test("a conflict that does not end is told", async () => {
  answers.push(...Array(20).fill(409));
  await expect(write()).rejects.toMatchObject({ name: "ConditionalRequestConflict" });
  expect(answers.length).toBeGreaterThan(10);
});
