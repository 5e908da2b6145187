/** @module-tag long */
import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeExportCommand,
  DynamoDBClient,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
} from "@aws-sdk/client-dynamodb";
import {
  CopyObjectCommand,
  GetBucketReplicationCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { jpegWithExif } from "#tests/support/image-factory.ts";
import { someUser } from "#tests/support/test-services.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { announceFile, sendBytes } from "./support/announce-file.ts";
import { mustRun } from "./support/command.ts";
import { type Emulator, startMoto } from "./support/emulator.ts";
import { plan, terraform } from "./support/plan.ts";
import {
  deliverAll,
  emulatorClient,
  linesOfGuide,
  pasteLines,
  resourcesOfState,
  useStack,
} from "./support/running-stack.ts";
import { emptyEverything, readContent, withoutFeed } from "./support/stack-content.ts";
import { findMoto, terraformEnvironment } from "./support/tools.ts";

const { program, motoEndpoint, aws: hasAws, folder } = inject("infra");
/** Two applies. */
const APPLY_LIMIT_MS = 600_000;
const ACCOUNT = "123456789012";
/** moto exports within one account only. */
const copies = { bucket: `skylight-production-copies-${ACCOUNT}`, account: ACCOUNT };

/** On a server of its own: the stack of other tests leaves none behind. */
describe.skipIf(!program || !motoEndpoint || !hasAws)("copies that survive the account", () => {
  const work = mkdtempSync(join(tmpdir(), "skylight-copies-"));
  const state = join(work, "stack.tfstate");
  let moto: Emulator;
  let s3: S3Client;
  let sqs: SQSClient;
  let dynamodb: DynamoDBClient;
  let outputs: { bucket: string; table: string; queue_url: string; web_environment: Record<string, string> };

  beforeAll(async () => {
    moto = await startMoto((await findMoto()) ?? "");
    const client = emulatorClient(moto.endpoint);
    s3 = new S3Client({ ...client, forcePathStyle: true });
    sqs = new SQSClient(client);
    dynamodb = new DynamoDBClient(client);
    await applyCopies();
    const planned = await plan("copies", state, { emulator_endpoint: moto.endpoint, copies }, ["module.copies"]);
    await terraform("apply", "-no-color", "-input=false", "-lock=false", `-state=${state}`, planned.file);
    const json = JSON.parse(await terraform("output", "-json", `-state=${state}`)) as Record<
      string,
      { value: unknown }
    >;
    outputs = Object.fromEntries(
      Object.entries(json).map(([name, { value }]) => [name, value]),
    ) as unknown as typeof outputs;
  }, APPLY_LIMIT_MS);

  afterAll(async () => {
    for (const one of [s3, sqs, dynamodb]) one?.destroy();
    await moto?.stop();
    await rm(work, { recursive: true, force: true });
  });

  it("are taken of originals as they come, in storage of their price", async () => {
    const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: outputs.bucket }));
    expect(ReplicationConfiguration?.Role).toBe(`arn:aws:iam::${ACCOUNT}:role/skylight-production-copies-photos`);
    // Of originals only, which moto does not keep; infra/tests/copies.tftest.hcl looks at that.
    const Destination = { Bucket: `arn:aws:s3:::${copies.bucket}`, StorageClass: "GLACIER_IR" };
    expect(ReplicationConfiguration?.Rules).toMatchObject([{ Status: "Enabled", Destination }]);
  });

  it("give back table and originals where neither is left, by the lines of docs/deploy.md", async () => {
    await using running = useStack(moto.endpoint, outputs.web_environment);
    await takePhoto(running);
    const before = await readContent(running.services);
    // moto's import loses items with an empty map, which its export has: the sums of a user.
    const items = before.items.filter((item) => !JSON.stringify(item).includes(":{}"));
    expect(items.length).toBeGreaterThan(before.items.length - 2);

    await replicate("uploads/");
    await exportTable();
    await emptyEverything(running.services);
    expect(await readContent(running.services)).toEqual({ items: [], objects: {} });

    const lines = linesOfGuide("LAST=");
    const environment = { BUCKET: outputs.bucket, TABLE: outputs.table, COPIES_REGION: "us-east-1" };
    const where = { COPIES: copies.bucket, COPIES_ACCOUNT: copies.account };
    const said = await pasteLines(moto.endpoint, lines, { ...environment, ...where });
    expect(said).toContain(`${items.length} were put back.`);

    const after = await readContent(running.services);
    expect(withoutFeed({ ...after, objects: {} })).toEqual(withoutFeed({ items, objects: {} }));
    const originals = Object.entries(before.objects).filter(([key]) => key.startsWith("uploads/"));
    expect(originals).toHaveLength(1);
    expect(after.objects).toEqual(Object.fromEntries(originals));
  });

  it("are asked for by a name that there is", async () => {
    const none = pasteLines(moto.endpoint, 'npm run restore -- table --from "$TABLE-none"', {
      BUCKET: outputs.bucket,
      TABLE: outputs.table,
    });
    await expect(none).rejects.toThrow(`There is no table ${outputs.table}-none`);
  });

  async function applyCopies(): Promise<void> {
    const provider = { aws: { s3_use_path_style: true } };
    writeFileSync(join(folder, "copies/emulator_override.tf.json"), JSON.stringify({ provider }));
    const words = ["-no-color", "-input=false", "-auto-approve", `-state=${join(work, "copies.tfstate")}`];
    const variables = [`-var=source_account=${ACCOUNT}`, "-var=strict_policies=false"];
    await mustRun(program ?? "", ["-chdir=copies", "apply", ...words, ...variables], {
      cwd: folder,
      env: { ...terraformEnvironment(), AWS_ENDPOINT_URL: moto.endpoint },
    });
  }

  async function takePhoto({ services, worker }: ReturnType<typeof useStack>): Promise<void> {
    const { body } = await jpegWithExif(6);
    const { upload } = await announceFile(services, someUser(), body);
    expect((await sendBytes(upload, body)).status).toBe(200);
    await deliverAll(sqs, outputs.queue_url, worker);
  }

  /** What S3 does by the rule. */
  async function replicate(Prefix: string): Promise<void> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: outputs.bucket, Prefix }));
    for (const { Key } of Contents) {
      const CopySource = `${outputs.bucket}/${Key}`;
      await s3.send(new CopyObjectCommand({ Bucket: copies.bucket, Key, CopySource, StorageClass: "GLACIER_IR" }));
    }
  }

  /** What the schedule calls, with its very words, and what DynamoDB writes last. */
  async function exportTable(): Promise<void> {
    const [target] = resourcesOfState(state)("aws_scheduler_schedule").map(
      ({ target }) => target as { input: string }[],
    );
    const input = JSON.parse(target?.[0]?.input ?? "") as ExportTableToPointInTimeCommandInput;
    const { ExportDescription } = await dynamodb.send(new ExportTableToPointInTimeCommand(input));
    const ExportArn = ExportDescription?.ExportArn;
    await waitUntil("the export", async () => {
      const { ExportDescription: now } = await dynamodb.send(new DescribeExportCommand({ ExportArn }));
      if (now?.ExportStatus === "FAILED") throw new Error(now.FailureMessage);
      return now?.ExportStatus === "COMPLETED";
    });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: copies.bucket, Prefix: "table/" }));
    const [data] = Contents.map(({ Key = "" }) => Key);
    const Key = data?.replace(/data\/[^/]+$/, "manifest-summary.json");
    await s3.send(new PutObjectCommand({ Bucket: copies.bucket, Key, Body: "{}" }));
  }
});
