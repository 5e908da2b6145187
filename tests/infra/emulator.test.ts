/** @module-tag long */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { indexes, TABLE_KEY, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { getImage } from "#lib/images/image-repository.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { findObject, writeObject } from "#lib/storage/objects.ts";
import { jpegWithExif } from "#tests/support/image-factory.ts";
import { someUser } from "#tests/support/test-services.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { announceFile, sendBytes } from "./support/announce-file.ts";
import { motoResources } from "./support/moto-resources.ts";
import { motoVariables, plan, terraform, variableArguments } from "./support/plan.ts";
import { deliverAll, emulatorClient, resourcesOfState, runRestore, useStack } from "./support/running-stack.ts";
import { emptyEverything, readContent, withoutFeed } from "./support/stack-content.ts";

const { program, motoEndpoint } = inject("infra");
const endpoint = motoEndpoint ?? "http://127.0.0.1:9";
const ORIGIN = "http://localhost:3000";
const DAY_SECONDS = 24 * 60 * 60;
const WORKER_TIMEOUT_SECONDS = 120;

interface Outputs {
  bucket: string;
  table: string;
  queue_url: string;
  dead_letter_queue_url: string;
  worker_function: string;
  api_url: string;
  web_environment: Record<string, string>;
}

const client = emulatorClient(endpoint);
const s3 = new S3Client({ ...client, forcePathStyle: true });
const sqs = new SQSClient(client);
const dynamodb = new DynamoDBClient(client);

/** Stages of one stack's life on moto's server, in order. */
describe.skipIf(!program || !motoEndpoint)("a stack on an emulator", () => {
  const work = mkdtempSync(join(tmpdir(), "skylight-stack-"));
  const state = join(work, "terraform.tfstate");
  const variables = { alarm_emails: ["ops@example.org"] };
  let outputs: Outputs;
  let isStanding = false;

  beforeAll(async () => {
    const planned = await plan("stack", state, variables);
    await terraform("apply", "-no-color", "-input=false", "-lock=false", `-state=${state}`, planned.file);
    isStanding = true;
    expect((await motoResources(endpoint)).length).toBeGreaterThan(10);
    const json = JSON.parse(await terraform("output", "-json", `-state=${state}`)) as Record<
      string,
      { value: unknown }
    >;
    outputs = Object.fromEntries(Object.entries(json).map(([name, { value }]) => [name, value])) as unknown as Outputs;
    stage("apply");
  });

  afterAll(async () => {
    for (const one of [s3, sqs, dynamodb]) one.destroy();
    if (isStanding) await destroy();
    await rm(work, { recursive: true, force: true });
  });

  const destroy = () =>
    terraform(
      "destroy",
      "-no-color",
      "-input=false",
      "-lock=false",
      "-auto-approve",
      `-state=${state}`,
      "-var-file=emulators/moto.tfvars",
      ...variableArguments({ ...motoVariables(), ...variables }),
    );

  it("keeps the bucket private, encrypted and versioned", async () => {
    const Bucket = outputs.bucket;
    const { PublicAccessBlockConfiguration: block } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe(
      "AES256",
    );
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  });

  it("lets only the application's pages read and write, and shows them the ETag", async () => {
    const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket: outputs.bucket }));
    expect(CORSRules).toHaveLength(1);
    expect(CORSRules?.[0]).toMatchObject({ AllowedOrigins: [ORIGIN], ExposeHeaders: ["ETag"] });
    expect(CORSRules?.[0]?.AllowedMethods?.toSorted()).toEqual(["GET", "HEAD", "PUT"]);
  });

  it("lets pages send every header that a signed upload needs", async () => {
    const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket: outputs.bucket }));
    await using running = useStack(endpoint, outputs.web_environment);
    const begun = await announceFile(running.services, someUser(), Buffer.from("never sent"));
    const allowed = CORSRules?.[0]?.AllowedHeaders?.map((name) => name.toLowerCase()) ?? [];
    expect(Object.keys(begun.upload.headers).filter((name) => !allowed.includes(name.toLowerCase()))).toEqual([]);
  });

  it("forgets deleted versions and unfinished multipart uploads", async () => {
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: outputs.bucket }));
    const byId = Object.fromEntries((Rules ?? []).map((rule) => [rule.ID, rule]));
    expect(byId["end-incomplete-multipart-uploads"]?.AbortIncompleteMultipartUpload?.DaysAfterInitiation).toBe(1);
    expect(byId["forget-deleted-originals"]?.NoncurrentVersionExpiration?.NoncurrentDays).toBe(14);
    expect(byId["forget-deleted-renditions"]?.NoncurrentVersionExpiration?.NoncurrentDays).toBe(1);
  });

  it("tells the queue of stored originals, and of nothing else", async () => {
    const { QueueConfigurations } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: outputs.bucket }),
    );
    expect(QueueConfigurations).toHaveLength(1);
    expect(QueueConfigurations?.[0]?.Events).toEqual(["s3:ObjectCreated:*"]);
    expect(QueueConfigurations?.[0]?.Filter?.Key?.FilterRules).toEqual([{ Name: "prefix", Value: "uploads/" }]);
  });

  it("hides a message six times as long as the worker runs, and gives it up after five receives", async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: outputs.queue_url, AttributeNames: ["All"] }),
    );
    expect(Attributes?.VisibilityTimeout).toBe(String(6 * WORKER_TIMEOUT_SECONDS));
    const redrive = JSON.parse(Attributes?.RedrivePolicy ?? "{}") as { maxReceiveCount: number };
    expect(Number(redrive.maxReceiveCount)).toBe(MAX_RECEIVE_COUNT);
    const allowed = toStatements(Attributes?.Policy).filter(({ Effect }) => Effect === "Allow");
    expect(allowed).toMatchObject([
      {
        Action: "sqs:SendMessage",
        Principal: { Service: "s3.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${outputs.bucket}` } },
      },
    ]);
  });

  it("keeps dead letters longer than the queue keeps messages", async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: outputs.dead_letter_queue_url, AttributeNames: ["All"] }),
    );
    expect(Attributes?.MessageRetentionPeriod).toBe(String(14 * DAY_SECONDS));
  });

  it("has the table that the code expects", async () => {
    const TableName = outputs.table;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table?.KeySchema).toEqual(keySchema(TABLE_KEY));
    const found = Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema }) => [IndexName, KeySchema]) ?? [];
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(indexes).map(([name, key]) => [name, keySchema(key)])),
    );
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
    const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: TTL_ATTRIBUTE, TimeToLiveStatus: "ENABLED" });
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      "ENABLED",
    );
  });

  it("feeds the worker in batches that fail singly, with bounded concurrency and logs", async () => {
    const resources = resourcesOfState(state);
    const mapping = resources("aws_lambda_event_source_mapping")[0];
    expect(mapping).toMatchObject({ function_response_types: ["ReportBatchItemFailures"], enabled: true });
    expect(mapping?.scaling_config).toEqual([{ maximum_concurrency: 4 }]);
    const groups = resources("aws_cloudwatch_log_group").map((group) => group.retention_in_days);
    expect(groups.length).toBeGreaterThanOrEqual(3);
    expect(new Set(groups)).toEqual(new Set([30]));
  });

  it("serves the REST paths through the API Gateway", () => {
    const routes = resourcesOfState(state)("aws_apigatewayv2_route").map((route) => route.route_key);
    expect(routes.sort()).toEqual([
      "ANY /{proxy+}",
      "GET /get-url",
      "GET /images",
      "PATCH /shares/{id}",
      "POST /account/close",
      "POST /account/keep",
      "POST /account/password",
      "POST /account/reset-password",
      "POST /login",
      "POST /register",
      "POST /shared/{token}/unlock",
      "POST /shares",
      "POST /upload",
    ]);
  });

  it("carries a photo from upload over event and worker to ready", async () => {
    await using running = useStack(endpoint, outputs.web_environment);
    const { services: running_services, worker } = running;
    const photo = await jpegWithExif(6);
    const user = someUser();
    const begun = await announceFile(running_services, user, photo.body);
    expect((await sendBytes(begun.upload, photo.body)).status).toBe(200);
    await deliverAll(sqs, outputs.queue_url, worker);
    const image = await getImage(running_services.database, { ownerId: user.id, imageId: begun.image.id });
    expect(image).toMatchObject({ status: "ready", fileName: "photo.jpg" });
    const thumbnail = renditionKey(user.id, image.id, "thumbnail");
    expect(await findObject(running_services.storage, thumbnail)).toMatchObject({ contentType: "image/webp" });
  });

  it("gives back what was deleted and damaged, as often as one asks", async () => {
    await using running = useStack(endpoint, outputs.web_environment);
    const { database, storage } = running.services;
    const before = await readContent(running.services);
    expect(before.items.length).toBeGreaterThan(3);
    expect(Object.keys(before.objects).length).toBeGreaterThan(3);
    const to = new Date();
    await waitUntil("S3's next second", () => Date.now() >= Math.floor(to.getTime() / 1000 + 1) * 1000);
    const restore = (...words: string[]) =>
      runRestore(endpoint, outputs.web_environment, [...words, "--to", to.toISOString()]);

    expect(await restore("table")).toContain("can be restored to any time");
    // moto copies the table as it is, whatever time is asked for: so the copy is made before the accident.
    expect(await restore("table", "--apply")).toContain("\n0 were put back.");
    await emptyEverything(running.services);
    expect(await restore("table")).toContain(`With --apply ${before.items.length} would be put back.`);
    expect(await restore("objects")).toContain(`With --apply ${Object.keys(before.objects).length} would be put back.`);
    expect(await readContent(running.services)).toEqual({ items: [], objects: {} });
    await restore("table", "--apply");
    await restore("objects", "--apply");
    expect(withoutFeed(await readContent(running.services))).toEqual(withoutFeed(before));

    const [damaged] = before.items;
    const [key = ""] = Object.keys(before.objects);
    await database.client.send(new PutCommand({ TableName: database.table, Item: { ...damaged, damaged: true } }));
    await writeObject(storage, key, Buffer.from("damaged"), { contentType: "image/jpeg" });
    for (const what of ["table", "objects"]) expect(await restore(what, "--apply")).toContain("What differs is left");
    for (const what of ["table", "objects"]) {
      expect(await restore(what, "--apply", "--overwrite")).toContain("\n1 were put back.");
    }
    expect(withoutFeed(await readContent(running.services))).toEqual(withoutFeed(before));
    for (const what of ["table", "objects"]) {
      expect(await restore(what, "--apply", "--overwrite")).toContain("\n0 were put back.");
    }
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    const copies = TableNames.filter((name) => name.startsWith(`${outputs.table}-at-`));
    expect(copies).toHaveLength(1);
    await dynamodb.send(new DeleteTableCommand({ TableName: copies[0] }));
    stage("restore");
  });

  it("plans no change right after it was applied", async () => {
    const { changes } = await plan("drift", state, variables);
    expect(changes).toEqual([]);
    stage("no drift");
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await destroy();
    isStanding = false;
    stage("destroy");
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames ?? []).toEqual([]);
    expect(await motoResources(endpoint)).toEqual([]);
    stage("nothing left");
  });
});

interface PolicyStatement {
  Sid: string;
  Effect: string;
  Action: string;
  Principal: unknown;
  Condition?: unknown;
}

function toStatements(policy: string | undefined): PolicyStatement[] {
  return (JSON.parse(policy ?? '{"Statement":[]}') as { Statement: PolicyStatement[] }).Statement;
}

function keySchema({ partition, sort }: { partition: string; sort: string }) {
  return [
    { AttributeName: partition, KeyType: "HASH" },
    { AttributeName: sort, KeyType: "RANGE" },
  ];
}

function stage(name: string): void {
  console.log(`infra on moto: ${name} done`);
}
