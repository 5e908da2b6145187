import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

const FEED = "dynamodb:Query table/index/changes";

/** What one part of Skylight asked AWS for, "s3:GetObject thumbnails/*": an action, and what `reach` calls a resource. */
export interface RecordingProxy extends AsyncDisposable {
  url: string;
  calls: ReadonlySet<string>;
  /** Those that were refused. */
  refused: ReadonlySet<string>;
}

/**
 * Listens on a free port of this machine, hands every request on to the emulator, and records what it needs; what is not
 * `allowed` it refuses as AWS does. Answers are called as their links say. With `feedDelayMs` the change feed, an index of
 * the table, shows each change so much later, as an index of DynamoDB may and moto's does not.
 */
export async function startRecordingProxy(
  emulator: string,
  { allowed, feedDelayMs = 0 }: { allowed: Iterable<string>; feedDelayMs?: number },
): Promise<RecordingProxy> {
  const record: CallRecord = { calls: new Set(), refused: new Set(), allowed: new Set(allowed) };
  const server = createServer((incoming, outgoing) => {
    handOn({ emulator, feedDelayMs, ...record }, incoming, outgoing).catch(() => outgoing.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, ...record, [Symbol.asyncDispose]: () => close(server) };
}

interface CallRecord {
  calls: Set<string>;
  refused: Set<string>;
  allowed: ReadonlySet<string>;
}

async function handOn(
  { emulator, feedDelayMs, calls, refused, allowed }: CallRecord & { emulator: string; feedDelayMs: number },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const isJson = headers["x-amz-target"] !== undefined;
  // Of S3 only a list of what to delete has to be read; objects pass by as they are.
  const isRead = isJson || (method === "POST" && new URL(url, emulator).searchParams.has("delete"));
  const body = isRead ? await buffer(incoming) : undefined;
  const needed = toCalls({ method, url, headers, body: body?.toString() ?? "" });
  for (const call of needed) calls.add(call);
  const missing = needed.filter((call) => !allowed.has(call));
  if (missing.length > 0) {
    for (const call of missing) refused.add(call);
    incoming.resume();
    refuse(outgoing, isJson, missing.join(", "));
    return;
  }
  const { hostname, port } = new URL(emulator);
  const isDelayed = feedDelayMs > 0 && needed.includes(FEED);
  const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
    if (isDelayed) {
      sendDelayed(answer, outgoing, feedDelayMs).catch(() => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...toAskedHeaders(url) });
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  if (body) onward.end(body);
  else incoming.pipe(onward);
}

/** Sends what the feed says without what came into it only lately. */
async function sendDelayed(answer: IncomingMessage, outgoing: ServerResponse, feedDelayMs: number): Promise<void> {
  const page = JSON.parse((await buffer(answer)).toString()) as { Items?: { changesSk?: { S: string } }[] };
  const until = new Date(Date.now() - feedDelayMs).toISOString();
  const Items = page.Items?.filter(({ changesSk }) => (changesSk?.S ?? "") < until);
  outgoing.writeHead(answer.statusCode ?? 502, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(JSON.stringify({ ...page, Items, Count: Items?.length }));
}

function refuse(outgoing: ServerResponse, isJson: boolean, what: string): void {
  const message = `not authorized to perform: ${what}`;
  if (isJson) {
    outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
    outgoing.end(JSON.stringify({ __type: "com.amazon.coral.service#AccessDeniedException", message }));
    return;
  }
  outgoing.writeHead(403, { "content-type": "application/xml" });
  outgoing.end(`<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`);
}

/** What a link says its answer is to be called and to be, which S3 heeds and moto does not. */
function toAskedHeaders(url: string): Record<string, string> {
  const { searchParams } = new URL(url, "http://emulator");
  const asked = [...searchParams].filter(([name]) => name.startsWith("response-"));
  return Object.fromEntries(asked.map(([name, value]) => [name.slice("response-".length), value]));
}

/** What a request needs to be allowed; nothing for what browsers ask beforehand, which IAM never sees. */
export function toCalls(asked: {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}): string[] {
  const target = String(asked.headers["x-amz-target"] ?? "");
  const [api = "", operation = ""] = target.split(".");
  if (api.startsWith("DynamoDB_")) return toTableCalls(operation, JSON.parse(asked.body));
  if (api === "AmazonSQS") return toQueueCalls(operation, JSON.parse(asked.body));
  return toBucketCalls(asked);
}

function toTableCalls(operation: string, { IndexName }: { IndexName?: string }): string[] {
  return [`dynamodb:${operation} ${IndexName === undefined ? "table" : `table/index/${IndexName}`}`];
}

function toQueueCalls(operation: string, { QueueUrl }: { QueueUrl: string }): string[] {
  const queue = QueueUrl.endsWith("-dead-letters") ? "dead letters" : "queue";
  // Batches are allowed by the action for one.
  return [`sqs:${operation.replace(/Batch$/, "")} ${queue}`];
}

const objectActions: Record<string, string> = {
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  PUT: "s3:PutObject",
  POST: "s3:PutObject",
  DELETE: "s3:DeleteObject",
};

/** Paths are those of an emulator, "/bucket/folder/…". */
function toBucketCalls({ method, url, headers, body }: Parameters<typeof toCalls>[0]): string[] {
  const { pathname, searchParams } = new URL(url, "http://emulator");
  const [, , ...key] = decodeURIComponent(pathname).split("/");
  const toFolder = (path: string) => `${path.split("/", 1)[0]}/*`;
  if (method === "POST" && searchParams.has("delete")) {
    const keys = Array.from(body.matchAll(/<Key>([^<]+)<\/Key>/g), ([, found = ""]) => found);
    return [...new Set(keys.map((each) => `s3:DeleteObject ${toFolder(each)}`))];
  }
  const action = objectActions[method];
  if (action === undefined) return [];
  if (key.join("/") === "") return ["s3:ListBucket bucket"];
  const source = headers["x-amz-copy-source"];
  const copied = source === undefined ? [] : [`s3:GetObject ${toFolder(String(source).replace(/^\/?[^/]+\//, ""))}`];
  return [`${action} ${toFolder(key.join("/"))}`, ...copied];
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
}
