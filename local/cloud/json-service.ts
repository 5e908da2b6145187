import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type LocalRequest, type LocalResponse, sendResponse } from "./local-request.ts";
import { type LoopbackServer, listenOnLoopback, readBody } from "./loopback-server.ts";
import { type Credentials, carriesToken, SignatureRefusedError, toToken, verifySignature } from "./signature.ts";

/** A request whose body is there as a whole. */
export interface WholeRequest extends LocalRequest {
  body: Uint8Array;
}

/** What is known of a request whose sender has the right to make it. */
export interface DatabaseRequest {
  /** How its client names itself (AWS_SDK_UA_APP_ID). */
  application: string | undefined;
  /** "PutItem" and the like. */
  operation: string;
}

/**
 * Serves an engine of AWS's JSON protocol (SQS, DynamoDB) to those who sign with `credentials` or carry their token.
 * The engines check no signature and DynamoDB's lets every web page in, so this stands in front of them. They get a
 * request only once it is there as a whole, because both fail on a client that goes away in the middle.
 */
export async function serveJsonService(options: {
  service: "sqs" | "dynamodb";
  region: string;
  credentials: Credentials;
  onError: (error: unknown) => void;
  /** Is told of each request that is let in. */
  onRequest?: ((request: DatabaseRequest) => void) | undefined;
  answer: (request: WholeRequest) => Promise<LocalResponse>;
}): Promise<LoopbackServer> {
  const token = toToken(options.credentials);
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.origin !== undefined) {
      refuse(response, 403, "AccessDeniedException", "Web pages have no access");
      return;
    }
    const body = await readBody(request).catch(() => null);
    if (body === null) return;
    if (body === undefined) {
      response.setHeader("connection", "close");
      refuse(response, 413, "RequestEntityTooLargeException", "The request is too large");
      return;
    }
    const verified = { method: request.method ?? "", url: request.url ?? "/", headers: request.headers, body };
    const refusal = carriesToken(request.headers, token) ? undefined : findRefusal(verified, options);
    if (refusal) {
      refuse(response, 403, toJsonError(refusal), refusal.message);
      return;
    }
    options.onRequest?.({
      application: /\bapp\/(\S+)/.exec(request.headers["user-agent"] ?? "")?.[1],
      operation: String(request.headers["x-amz-target"]).split(".").at(-1) ?? "",
    });
    await sendResponse(response, await options.answer(verified));
  };
  return listenOnLoopback(handle, { onError: options.onError });
}

/** Why a request is not signed as it should be, undefined when it is. */
function findRefusal(
  request: WholeRequest,
  { service, region, credentials }: { service: "sqs" | "dynamodb"; region: string; credentials: Credentials },
): SignatureRefusedError | undefined {
  const payloadHash = createHash("sha256").update(request.body).digest("hex");
  try {
    verifySignature(request, { service, region, credentials, payloadHash, now: new Date() });
    return undefined;
  } catch (error) {
    if (error instanceof SignatureRefusedError) return error;
    throw error;
  }
}

/** The JSON services' own names for what S3 calls by other names. */
function toJsonError(error: SignatureRefusedError): string {
  if (error.code === "InvalidAccessKeyId") return "UnrecognizedClientException";
  if (error.code === "SignatureDoesNotMatch" || error.code === "RequestTimeTooSkewed") {
    return "InvalidSignatureException";
  }
  return "MissingAuthenticationTokenException";
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }));
}
