import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { indexes, TABLE_KEY, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { createAws } from "../../cli/doctor/aws-command.ts";
import { checkBucketName, checkTableName } from "../../cli/doctor/check-account.ts";
import { checkGithubProvider, checkStateBucket } from "../../cli/doctor/check-bootstrap.ts";
import { checkNames } from "../../cli/doctor/check-names.ts";
import { checkSecret } from "../../cli/doctor/check-site.ts";
import * as stores from "../../cli/doctor/check-stores.ts";
import { checkAlarms, checkSubscriptions } from "../../cli/doctor/check-watching.ts";
import { checkCredentials, type Outputs } from "../../cli/doctor/deployment.ts";
import { type Emulator, startMoto } from "./support/emulator.ts";
import { findMoto, terraformEnvironment } from "./support/tools.ts";

const { motoEndpoint, aws: hasAws } = inject("infra");

const account = "123456789012";
const region = "us-east-1";
const prefix = "skylight-production";
const Bucket = `${prefix}-${account}-${region}`;
const TableName = prefix;
const outputs: Outputs = {
  app_url: "https://photos.example.org",
  bucket: Bucket,
  table: TableName,
  queue_url: `https://sqs.${region}.amazonaws.com/${account}/${prefix}-thumbnails`,
  secret_parameter: `/${prefix}/nextauth-secret`,
  copies_bucket: null,
  alarms: ["dead-letters", "silence"],
};
const place = { region, account, prefix, outputs: undefined };
const deployment = { region, account, prefix, outputs };

/**
 * Each check sees what is well, then what is not. On a server of its own: the stack of other tests leaves none behind.
 */
describe.skipIf(!motoEndpoint || !hasAws)("the doctor's checks on AWS", { tags: "long" }, () => {
  let moto: Emulator;
  let aws: ReturnType<typeof createAws>;
  let s3: S3Client;
  let dynamodb: DynamoDBClient;
  let ssm: SSMClient;

  beforeAll(async () => {
    moto = await startMoto((await findMoto()) ?? "");
    const { endpoint } = moto;
    aws = createAws({ ...process.env, ...terraformEnvironment(), AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });
    const client = { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
    s3 = new S3Client({ ...client, forcePathStyle: true });
    dynamodb = new DynamoDBClient(client);
    ssm = new SSMClient(client);
  });

  afterAll(async () => {
    for (const one of [s3, dynamodb, ssm]) one?.destroy();
    await moto?.stop();
  });

  it("say as whom one is signed in, and what to do when one is not", async () => {
    expect(await checkCredentials(aws)).toMatchObject({
      account,
      finding: { found: expect.stringContaining(account) },
    });
    const nobody = createAws({ ...process.env, AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_MAX_ATTEMPTS: "1" });
    expect((await checkCredentials(nobody)).finding).toMatchObject({ level: "problem" });
    const without = createAws({ NODE_ENV: "test", PATH: "/nonexistent" });
    expect((await checkCredentials(without)).finding.found).toContain("not installed");
  });

  it("find the bucket's name free, taken by a stack that is unknown here, or the stack's own", async () => {
    expect(await checkBucketName(aws, place)).toMatchObject({ level: "ok", found: expect.stringContaining("free") });
    expect(await checkBucketName(aws, deployment)).toMatchObject({ level: "problem" });
    await s3.send(new CreateBucketCommand({ Bucket }));
    expect(await checkBucketName(aws, place)).toMatchObject({
      level: "problem",
      advice: expect.stringContaining("state"),
    });
    expect(await checkBucketName(aws, deployment)).toMatchObject({ level: "ok" });
  });

  it("find the names of a first apply free, or taken by a stack that is unknown here", async () => {
    const before = await checkNames(aws, place);
    expect(before).toMatchObject({ level: "ok" });
    const role = `${prefix}-web-service`;
    await aws("iam", "create-role", "--role-name", role, "--assume-role-policy-document", "{}");
    await aws("logs", "create-log-group", "--log-group-name", `/aws/lambda/${prefix}-scheduled`);
    await aws("ssm", "put-parameter", "--name", `/${prefix}/metrics-token`, "--value", "any", "--type", "String");
    await aws("sqs", "create-queue", "--queue-name", `${prefix}-thumbnails-dead-letters`);
    await aws("scheduler", "create-schedule-group", "--name", `${prefix}-scheduled`);
    const { level, found } = await checkNames(aws, place);
    expect(level).toBe("problem");
    expect(found).toContain(
      `the roles ${role}; log groups /aws/lambda/${prefix}-scheduled; parameters /${prefix}/metrics-token; ` +
        `queues ${prefix}-thumbnails-dead-letters; schedule groups ${prefix}-scheduled,`,
    );
    // Those of another environment, whose name begins as this one's, are in nobody's way.
    expect(await checkNames(aws, { ...place, prefix: `${prefix}-2` })).toMatchObject({ level: "ok" });
    await aws("ssm", "delete-parameter", "--name", `/${prefix}/metrics-token`);
  });

  it("find the bucket of the states free, or as the bootstrap made it", async () => {
    const states = { name: "skylight", account, region };
    expect(await checkStateBucket(aws, states)).toMatchObject({ level: "ok", found: expect.stringContaining("free") });
    await s3.send(new CreateBucketCommand({ Bucket: `state-skylight-${account}-${region}` }));
    expect(await checkStateBucket(aws, states)).toMatchObject({ level: "ok", found: expect.stringContaining("there") });
    // One that was made for another region or under another name is found, though nothing is called as this would be.
    for (const elsewhere of [{ region: "eu-west-3" }, { name: "photos" }]) {
      expect(await checkStateBucket(aws, { ...states, ...elsewhere })).toMatchObject({
        level: "warning",
        found: expect.stringContaining(`has state-skylight-${account}-${region}.`),
        advice: expect.stringContaining(`-var name=skylight -var region=${region}.`),
      });
    }
  });

  it("tell GitHub's identity provider of the bootstrap from another project's, which is in its way", async () => {
    expect(await checkGithubProvider(aws, place)).toMatchObject({ level: "ok" });
    const arn = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
    await aws("iam", "create-open-id-connect-provider", "--url", "https://token.actions.githubusercontent.com");
    const others = { level: "warning", advice: expect.stringContaining("github_provider_exists=true") };
    expect(await checkGithubProvider(aws, place)).toMatchObject(others);
    const tags = (project: string) => [`Key=Project,Value=${project}`, "Key=ManagedBy,Value=terraform-bootstrap"];
    const tag = (project: string) =>
      aws("iam", "tag-open-id-connect-provider", "--open-id-connect-provider-arn", arn, "--tags", ...tags(project));
    await tag("photos");
    expect(await checkGithubProvider(aws, place)).toMatchObject(others);
    await tag("skylight");
    expect(await checkGithubProvider(aws, place)).toMatchObject({ level: "ok" });
  });

  it("see that the bucket is closed to the public", async () => {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(await stores.checkPublicAccess(aws, outputs)).toMatchObject({ level: "ok" });
    const half = { ...PublicAccessBlockConfiguration, RestrictPublicBuckets: false };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: half }));
    expect(await stores.checkPublicAccess(aws, outputs)).toMatchObject({ level: "problem" });
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await stores.checkPublicAccess(aws, outputs)).toMatchObject({ level: "problem" });
  });

  it("see that versions are kept", async () => {
    expect(await stores.checkVersioning(aws, outputs)).toMatchObject({ level: "problem" });
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    expect(await stores.checkVersioning(aws, outputs)).toMatchObject({ level: "ok" });
  });

  it.each([
    ["AES256", "ok"],
    ["aws:kms", "problem"],
  ] as const)("take encryption by %s for: %s", async (SSEAlgorithm, level) => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }];
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    expect(await stores.checkEncryption(aws, outputs)).toMatchObject({ level });
  });

  it("see that connections without TLS are refused", async () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    const refusal = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/*`, Condition };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [refusal] });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await stores.checkTls(aws, outputs)).toMatchObject({ level: "ok" });
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await stores.checkTls(aws, outputs)).toMatchObject({ level: "problem" });
  });

  it("see whose pages may send photos", async () => {
    expect(await stores.checkCors(aws, outputs)).toMatchObject({
      level: "problem",
      found: expect.stringContaining("none"),
    });
    const allow = (origin: string) => {
      const CORSRules = [{ AllowedOrigins: [origin], AllowedMethods: ["GET", "PUT"] }];
      return s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    };
    await allow(outputs.app_url);
    expect(await stores.checkCors(aws, outputs)).toMatchObject({ level: "ok" });
    await allow("http://localhost:3000");
    expect(await stores.checkCors(aws, outputs)).toMatchObject({
      level: "problem",
      advice: expect.stringContaining("app_url"),
    });
    await allow("*");
    expect(await stores.checkCors(aws, outputs)).toMatchObject({ level: "problem" });
    await s3.send(new DeleteBucketCorsCommand({ Bucket }));
  });

  it("see that stored originals are announced", async () => {
    expect(await stores.checkEvents(aws, outputs)).toMatchObject({ level: "problem" });
    const sqs = new SQSClient({
      endpoint: moto.endpoint,
      region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await sqs.send(new CreateQueueCommand({ QueueName: `${prefix}-thumbnails` }));
    sqs.destroy();
    const announce = (Value: string) => {
      const Filter = { Key: { FilterRules: [{ Name: "prefix" as const, Value }] } };
      const QueueArn = `arn:aws:sqs:${region}:${account}:${prefix}-thumbnails`;
      const QueueConfigurations = [{ QueueArn, Events: ["s3:ObjectCreated:*" as const], Filter }];
      const NotificationConfiguration = { QueueConfigurations };
      return s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    };
    await announce("uploads/");
    expect(await stores.checkEvents(aws, outputs)).toMatchObject({ level: "ok" });
    await announce("elsewhere/");
    expect(await stores.checkEvents(aws, outputs)).toMatchObject({ level: "problem" });
  });

  it("see the table, its indexes, and which of them is missing", async () => {
    expect(await checkTableName(aws, place)).toMatchObject({ level: "ok", found: expect.stringContaining("free") });
    expect(await checkTableName(aws, deployment)).toMatchObject({ level: "problem" });
    await createTable(Object.keys(indexes).filter((name) => name !== "changes"));
    expect(await checkTableName(aws, place)).toMatchObject({ level: "problem" });
    expect(await checkTableName(aws, deployment)).toMatchObject({ level: "ok" });
    expect(await stores.checkTableIndexes(aws, outputs)).toMatchObject({
      level: "problem",
      found: expect.stringMatching(/: changes\.$/),
    });
    await dynamodb.send(new DeleteTableCommand({ TableName }));
    await createTable(Object.keys(indexes));
    expect(await stores.checkTableIndexes(aws, outputs)).toMatchObject({ level: "ok" });
  });

  it("see that the table is protected and backed up, and that what ends in it leaves it", async () => {
    expect(await stores.checkTableProtection(aws, outputs)).toMatchObject({ level: "warning" });
    expect(await stores.checkTableBackup(aws, outputs)).toMatchObject({ level: "warning" });
    expect(await stores.checkExpiry(aws, outputs)).toMatchObject({ level: "problem" });
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    const TimeToLiveSpecification = { Enabled: true, AttributeName: TTL_ATTRIBUTE };
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    expect(await stores.checkTableProtection(aws, outputs)).toMatchObject({ level: "ok" });
    expect(await stores.checkTableBackup(aws, outputs)).toMatchObject({ level: "ok" });
    expect(await stores.checkExpiry(aws, outputs)).toMatchObject({ level: "ok" });
  });

  it("see alarms that are missing, raised or mute", async () => {
    const put = (name: string, ...options: string[]) => {
      const metric = ["--namespace", "AWS/SQS", "--metric-name", "Any", "--statistic", "Sum", "--period", "300"];
      const limit = ["--threshold", "0", "--evaluation-periods", "1", "--comparison-operator", "GreaterThanThreshold"];
      return aws(
        "cloudwatch",
        "put-metric-alarm",
        "--alarm-name",
        `${prefix}-${name}`,
        ...metric,
        ...limit,
        ...options,
      );
    };
    await put("dead-letters");
    expect(await checkAlarms(aws, deployment)).toMatchObject({
      level: "problem",
      found: expect.stringContaining("silence"),
    });
    await put("silence", "--no-actions-enabled");
    expect(await checkAlarms(aws, deployment)).toMatchObject({
      level: "warning",
      found: expect.stringContaining("silence"),
    });
    await put("silence", "--actions-enabled");
    expect(await checkAlarms(aws, deployment)).toMatchObject({ level: "ok" });
    const state = ["--state-value", "ALARM", "--state-reason", "a test"];
    await aws("cloudwatch", "set-alarm-state", "--alarm-name", `${prefix}-dead-letters`, ...state);
    expect(await checkAlarms(aws, deployment)).toMatchObject({
      level: "problem",
      found: expect.stringContaining("raised"),
    });
  });

  it("see to whom alarms go", async () => {
    expect(await checkSubscriptions(aws, deployment)).toMatchObject({ level: "problem" });
    await aws("sns", "create-topic", "--name", `${prefix}-alarms`);
    expect(await checkSubscriptions(aws, deployment)).toMatchObject({ level: "warning" });
    const topic = `arn:aws:sns:${region}:${account}:${prefix}-alarms`;
    const address = ["--protocol", "email", "--notification-endpoint", "ops@example.org"];
    await aws("sns", "subscribe", "--topic-arn", topic, ...address);
    expect(await checkSubscriptions(aws, deployment)).toMatchObject({
      level: "ok",
      found: expect.stringContaining("ops@"),
    });
  });

  it("see whether the session secret was set, without reading it", async () => {
    const put = (Value: string) =>
      ssm.send(
        new PutParameterCommand({ Name: outputs.secret_parameter ?? "", Value, Type: "SecureString", Overwrite: true }),
      );
    await put("unset");
    expect(await checkSecret(aws, outputs)).toMatchObject({
      level: "problem",
      advice: expect.stringContaining("set-session"),
    });
    await put("a secret");
    expect(await checkSecret(aws, outputs)).toMatchObject({ level: "ok" });
    expect(await checkSecret(aws, { ...outputs, secret_parameter: null })).toMatchObject({ level: "ok" });
  });

  async function createTable(names: string[]): Promise<void> {
    const keySchema = ({ partition, sort }: { partition: string; sort: string }) => [
      { AttributeName: partition, KeyType: "HASH" as const },
      { AttributeName: sort, KeyType: "RANGE" as const },
    ];
    const used = Object.entries(indexes).filter(([name]) => names.includes(name));
    const attributes = [TABLE_KEY, ...used.map(([, key]) => key)].flatMap(({ partition, sort }) => [partition, sort]);
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keySchema(TABLE_KEY),
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        GlobalSecondaryIndexes: used.map(([IndexName, key]) => ({
          IndexName,
          KeySchema: keySchema(key),
          Projection: { ProjectionType: "ALL" },
        })),
      }),
    );
  }
});
