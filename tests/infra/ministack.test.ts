/** @module-tag long */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { getImage } from "#lib/images/image-repository.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { findObject } from "#lib/storage/objects.ts";
import { jpegWithExif, smallPhoto } from "#tests/support/image-factory.ts";
import { someUser } from "#tests/support/test-services.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { buildWorker } from "../../thumbnail-worker/build.ts";
import { announceFile, sendBytes } from "./support/announce-file.ts";
import { type Emulator, startMiniStack } from "./support/emulator.ts";
import { terraform, variableArguments } from "./support/plan.ts";
import { emulatorClient, useStack } from "./support/running-stack.ts";

const { program, miniStack } = inject("infra");
/** An apply, and a package that is built before. */
const START_LIMIT_MS = 600_000;

/** What moto cannot: events lead to functions, which run the real package. */
describe.skipIf(!program || !miniStack)("a stack on MiniStack", () => {
  const work = mkdtempSync(join(tmpdir(), "skylight-ministack-"));
  let emulator: Emulator;
  let options: string[];
  let environment: Record<string, string>;
  let isStanding = false;

  beforeAll(async () => {
    const [worker] = await buildWorker(join(work, "worker"), [process.arch === "arm64" ? "arm64" : "x64"]);
    if (!worker) throw new Error("Expected a package of the worker");
    emulator = await startMiniStack(miniStack ?? []);
    const variables = {
      emulator_endpoint: emulator.endpoint,
      worker_package: worker.path,
      worker_architecture: worker.architecture === "arm64" ? "arm64" : "x86_64",
    };
    const state = `-state=${join(work, "terraform.tfstate")}`;
    options = ["-no-color", "-input=false", "-lock=false", "-auto-approve", state];
    options.push("-var-file=emulators/ministack.tfvars", ...variableArguments(variables));
    await terraform("apply", ...options);
    isStanding = true;
    environment = JSON.parse(await terraform("output", "-json", state, "web_environment"));
  }, START_LIMIT_MS);

  afterAll(async () => {
    if (isStanding) await terraform("destroy", ...options);
    await emulator?.stop();
    await rm(work, { recursive: true, force: true });
  });

  it("makes photos ready by the function itself, and says of a broken one that it is", async () => {
    await using running = useStack(emulator.endpoint, environment);
    const { services } = running;
    const user = someUser();
    const send = async (body: Buffer) => {
      const { image, upload } = await announceFile(services, user, body);
      expect((await sendBytes(upload, body)).status).toBe(200);
      const find = () => getImage(services.database, { ownerId: user.id, imageId: image.id });
      await waitUntil("the worker", async () => ["ready", "failed"].includes((await find()).status), 120_000);
      return find();
    };
    const photos = [await send((await jpegWithExif(6)).body), await send((await smallPhoto(1)).body)];
    for (const { id, status } of photos) {
      expect(status).toBe("ready");
      const thumbnail = renditionKey(user.id, id, "thumbnail");
      expect(await findObject(services.storage, thumbnail)).toMatchObject({ contentType: "image/webp" });
    }
    expect(await send(Buffer.from("no photo at all"))).toMatchObject({ status: "failed" });
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await terraform("destroy", ...options);
    isStanding = false;
    const client = emulatorClient(emulator.endpoint);
    const [s3, sqs, dynamodb] = [
      new S3Client({ ...client, forcePathStyle: true }),
      new SQSClient(client),
      new DynamoDBClient(client),
    ];
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames ?? []).toEqual([]);
    for (const one of [s3, sqs, dynamodb]) one.destroy();
  });
});
