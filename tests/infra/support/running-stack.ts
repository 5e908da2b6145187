import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import { webConfig } from "#lib/config.ts";
import { createServices } from "#lib/services.ts";
import { startTestWorker, type TestWorker } from "#tests/support/test-worker.ts";
import { mustRun } from "./command.ts";

/* A stack of infra/ that was applied to an emulator, used as the application uses it. */

const REGION = "us-east-1";
const root = join(import.meta.dirname, "../../..");

/** How clients of the SDK reach an emulator. */
export function emulatorClient(endpoint: string) {
  return { endpoint, region: REGION, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}

function emulatorEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
}

/** The application's services on a stack, by the environment that Terraform puts out for it, and a worker. */
export function useStack(endpoint: string, webEnvironment: Record<string, string>) {
  const given = {
    ...webEnvironment,
    AWS_REGION: REGION,
    NEXTAUTH_SECRET: "a-secret-for-this-test-alone-0123456789",
  };
  const restore = withEnvironment(emulatorEnvironment(endpoint));
  const services = createServices(webConfig(given));
  const { database, storage, queue } = services;
  const worker = startTestWorker({ cloud: { environment: given }, database, storage });
  return {
    services,
    worker,
    async [Symbol.asyncDispose]() {
      await worker.stop();
      for (const { client } of [database, storage, queue]) client.destroy();
      restore();
    },
  };
}

/** What Lambda does: takes messages in batches, calls the handler, removes those that did not fail. */
export async function deliverAll(sqs: SQSClient, QueueUrl: string, worker: TestWorker): Promise<void> {
  for (;;) {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 5,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ["All"],
      }),
    );
    if (!Messages?.length) return;
    const records = Messages.map((message) => ({
      messageId: message.MessageId ?? "",
      receiptHandle: message.ReceiptHandle ?? "",
      body: message.Body ?? "",
      attributes: {
        ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? "1",
        SentTimestamp: message.Attributes?.SentTimestamp ?? "0",
        SenderId: "",
        ApproximateFirstReceiveTimestamp: "0",
      },
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "",
      awsRegion: REGION,
    }));
    expect(await worker.handle({ Records: records })).toEqual({ batchItemFailures: [] });
    for (const { receiptHandle } of records) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }));
    }
  }
}

/** What an administrator sees who runs `npm run restore`. @throws Error when it fails */
export function runRestore(
  endpoint: string,
  { BUCKET, TABLE }: Record<string, string>,
  words: string[],
): Promise<string> {
  return mustRun(process.execPath, [join(root, "cli/restore.ts"), ...words], {
    env: { ...emulatorEnvironment(endpoint), BUCKET, TABLE, S3_PATH_STYLE: "true" },
  });
}

/**
 * What an administrator sees who pastes lines of docs/deploy.md, in the repository's folder. @throws Error when one
 * fails
 */
export function pasteLines(endpoint: string, lines: string, environment: Record<string, string>): Promise<string> {
  return mustRun("bash", ["-euo", "pipefail", "-c", lines], {
    cwd: root,
    env: { ...emulatorEnvironment(endpoint), AWS_DEFAULT_REGION: REGION, S3_PATH_STYLE: "true", ...environment },
  });
}

/** The lines of docs/deploy.md that stand in a block which begins so. @throws Error when there is none */
export function linesOfGuide(beginning: string): string {
  const guide = readFileSync(join(root, "docs/deploy.md"), "utf8");
  const blocks = Array.from(guide.matchAll(/^```sh\n(.*?)^```$/gms), ([, lines]) => lines ?? "");
  const found = blocks.find((lines) => lines.startsWith(beginning));
  if (found === undefined) throw new Error(`Expected a block of docs/deploy.md that begins with "${beginning}"`);
  return found;
}

/** Reads resources' attributes, as AWS answered them, by type from a state file. */
export function resourcesOfState(file: string): (type: string) => Record<string, unknown>[] {
  const { resources } = JSON.parse(readFileSync(file, "utf8")) as {
    resources: { type: string; instances: { attributes: Record<string, unknown> }[] }[];
  };
  return (type) =>
    resources
      .filter((resource) => resource.type === type)
      .flatMap(({ instances }) => instances.map(({ attributes }) => attributes));
}

function withEnvironment(values: Record<string, string>): () => void {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
