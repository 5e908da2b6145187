import http, { type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { toProblem } from "./problem.ts";
import { bodyTooLarge } from "./request-body.ts";
import { type BodyLimit, createRequestJudge, type RequestRules } from "./request-rules.ts";
import { traceGatewayRequest } from "./trace-id.ts";

/*
 * Stands between Node's HTTP server and Next. Next hands a body to its routes by reading all of it into memory, and
 * answers by itself what it cannot route; both are too late for limits and no problem documents.
 */

const HEADERS_TIMEOUT_MS = 20_000;
/** Node's own bound for a whole request; a little beyond the longest that the rules grant. */
const REQUEST_TIMEOUT_MS = 310_000;
/** So much of a refused body is still taken off the line, since a client that is sending reads its answer only then. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_MS = 5_000;

/** With these Next's router asks for parts of pages; a call of the API that carries them would be redirected. */
const ROUTER_HEADERS = ["rsc", "next-action", "next-router-prefetch", "next-router-segment-prefetch"];

const refusalHeaders = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/**
 * Guards the next server that this process creates; for servers that others write, as Next does its own. `wrap` returns
 * what is to answer admitted requests in place of that server's listener.
 */
export function guardNextServer(
  rules: RequestRules,
  wrap: (listener: RequestListener, server: Server) => RequestListener = (listener) => listener,
): void {
  const { createServer } = http;
  http.createServer = ((listener: RequestListener) => {
    http.createServer = createServer;
    const server = createServer();
    ignoreUpgrades(server);
    guardServer(server, wrap(listener, server), rules);
    return server;
  }) as typeof createServer;
}

/** Lets `listener` see only requests that the rules admit, and no more of their bodies than the rules grant. */
export function guardServer(server: Server, listener: RequestListener, rules: RequestRules): void {
  const judge = createRequestJudge(rules);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;

  const admit = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { method = "", url = "", headers } = request;
    traceGatewayRequest(request, response);
    const declared = headers["content-length"];
    const contentLength = declared === undefined ? undefined : Number(declared);
    const verdict = judge({ method, url, host: headers.host, contentLength });
    if ("refusal" in verdict) refuse(request, response, verdict.refusal);
    else if ("allow" in verdict) response.writeHead(204, { allow: verdict.allow.join(", ") }).end();
    else {
      if (url.startsWith("/api/")) for (const name of ROUTER_HEADERS) delete headers[name];
      limitBody(request, response, verdict.limit);
      unwrapContentType(response);
      return true;
    }
    return false;
  };

  server.on("connection", lingerOnClose);
  answerUnreadable(server);
  server.on("request", (request, response) => {
    if (admit(request, response)) listener(request, response);
  });
  // RFC 9110: expectations that a server does not know may be ignored.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  // Whoever asks before sending is told before sending.
  server.on("checkContinue", (request, response) => {
    if (!admit(request, response)) return;
    response.writeContinue();
    listener(request, response);
  });
}

/**
 * Next takes the connections of all who ask for another protocol, for the sockets of its development server, and leaves
 * them without an answer. With nobody listening for them Node reads such requests like any other.
 */
function ignoreUpgrades(server: Server): void {
  server.on("newListener", (event) => {
    if (event === "upgrade") process.nextTick(() => server.removeAllListeners("upgrade"));
  });
}

const parserErrors: Readonly<Record<string, AppError>> = {
  HPE_HEADER_OVERFLOW: new AppError("headers_too_large", "The headers of the request are too long."),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new AppError("body_too_large", "The chunk extensions of the body are too long."),
  HPE_INVALID_METHOD: new AppError("malformed_request", "There is no such method in HTTP."),
  ERR_HTTP_REQUEST_TIMEOUT: new AppError("request_timeout", "The request took too long to arrive."),
};
const malformed = new AppError("malformed_request", "The request is not valid HTTP.");

/** Answers what Node's parser refuses, of which Node itself would say no more than a status, by a problem document. */
export function answerUnreadable(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener("request", (request, response) => answers.set(request.socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    const isHalfAnswered = answer?.headersSent && !answer.writableFinished;
    if (socket.writable && !isHalfAnswered) {
      const { status, headers, body } = toRefusal(parserErrors[error.code ?? ""] ?? malformed);
      const lines = Object.entries({ ...headers, connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
    }
    socket.destroy(error);
  });
}

/**
 * Node closes the connection of a client that asked for that as soon as it has answered, which resets it while the
 * client is still sending. So only its own half is closed until the body has arrived or has taken too long.
 */
export function lingerOnClose(socket: Socket): void {
  const destroySoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    const timer = setTimeout(destroySoon, MAX_DRAIN_MS);
    socket.once("close", () => clearTimeout(timer));
    socket.end();
  };
}

/**
 * Next sets the headers of route handlers as lists of one, and its compression, which looks for a type in words, then
 * leaves every answer of the API as it is.
 */
function unwrapContentType(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    const isList = Array.isArray(value) && value.length === 1 && name.toLowerCase() === "content-type";
    return setHeader(name, isList ? (value[0] ?? "") : value);
  };
}

function limitBody(request: IncomingMessage, response: ServerResponse, { maxBytes, maxSeconds, hint }: BodyLimit) {
  if (request.complete) return;
  const whenAnswered = (then: () => void) => {
    response.once("error", () => {});
    if (response.writableFinished) then();
    else response.once("finish", then);
  };
  const timer = setTimeout(() => {
    if (request.complete) return;
    const error = new AppError("request_timeout", `The body took longer than ${maxSeconds} s to arrive.`);
    if (!response.headersSent) refuse(request, response, error);
    whenAnswered(() => request.destroy());
  }, maxSeconds * 1000);
  request.once("end", () => clearTimeout(timer));
  request.once("close", () => clearTimeout(timer));

  // A body that names its length was judged by it. One in chunks is counted where the parser hands them over: a
  // listener of "data" would set the stream flowing before its reader is there.
  if (request.headers["content-length"] !== undefined) return;
  const push = request.push.bind(request);
  let bytes = 0;
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
    bytes += chunk?.byteLength ?? 0;
    if (bytes <= maxBytes) return push(chunk, encoding);
    request.push = discard(request, whenAnswered);
    if (!response.headersSent) refuse(request, response, bodyTooLarge(maxBytes, hint));
    return true;
  };
}

/**
 * Takes the rest of a body off the line without handing it on: broken off at once, the line would be reset before a
 * client that is still sending has read its answer. The reader hears of the end by an error, not by a body cut short.
 */
function discard(request: IncomingMessage, whenAnswered: (then: () => void) => void): IncomingMessage["push"] {
  let dropped = 0;
  return (chunk: Uint8Array | null) => {
    dropped += chunk?.byteLength ?? 0;
    if (chunk === null || dropped > MAX_DRAINED_BYTES) whenAnswered(() => request.destroy());
    return chunk !== null;
  };
}

function toRefusal(error: AppError): ReturnType<typeof toProblem> {
  const { status, headers, body } = toProblem(error);
  const length = { "content-length": String(Buffer.byteLength(body)) };
  return { status, headers: { ...headers, ...refusalHeaders, ...length }, body };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const { status, headers, body } = toRefusal(error);
  response.writeHead(status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
  drain(request);
}

function drain(request: IncomingMessage): void {
  if (request.complete) return;
  let bytes = 0;
  const giveUp = () => request.destroy();
  const timer = setTimeout(giveUp, MAX_DRAIN_MS);
  request.once("close", () => clearTimeout(timer));
  request.once("end", () => clearTimeout(timer));
  request.on("error", () => {});
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) giveUp();
  });
}
