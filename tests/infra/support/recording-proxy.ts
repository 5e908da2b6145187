import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What one part of Skylight asked AWS for, "s3:GetObject thumbnails/*": an action, and what `reach` calls a resource. */
export interface RecordingProxy extends AsyncDisposable {
  url: string;
  calls: ReadonlySet<string>;
}

/**
 * Listens on a free port of this machine, hands every request on to the emulator, and records what it needs. Answers are
 * called as their links say.
 */
export async function startRecordingProxy(emulator: string): Promise<RecordingProxy> {
  const calls = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    handOn(emulator, incoming, outgoing, calls).catch(() => outgoing.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, [Symbol.asyncDispose]: () => close(server) };
}

async function handOn(
  emulator: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  calls: Set<string>,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const isJson = headers["x-amz-target"] !== undefined;
  // Of S3 only a list of what to delete has to be read; objects pass by as they are.
  const isRead = isJson || (method === "POST" && new URL(url, emulator).searchParams.has("delete"));
  const body = isRead ? await buffer(incoming) : undefined;
  for (const call of toCalls({ method, url, headers, body: body?.toString() ?? "" })) calls.add(call);
  const { hostname, port } = new URL(emulator);
  const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...toAskedHeaders(url) });
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  if (body) onward.end(body);
  else incoming.pipe(onward);
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
