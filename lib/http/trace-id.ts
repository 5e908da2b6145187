import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/*
 * Which trace a request belongs to, as 32 hexadecimal digits: W3C Trace Context (traceparent) or what AWS's load
 * balancers, API Gateway and CloudFront write (X-Amzn-Trace-Id: Root=1-<8 digits>-<24 digits>).
 * https://www.w3.org/TR/trace-context/#traceparent-header
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const AMAZON_ROOT = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;
const NO_TRACE = "0".repeat(32);
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;
/** Of an answer. The API Gateway writes it into its access log as $context.awsEndpointRequestId. */
const LOGGED_BY_GATEWAY = "x-amzn-requestid";

/** The trace that a request names, or undefined. It says where to look in the logs and proves nothing. */
export function requestTraceId(headers: Headers): string | undefined {
  const parent = TRACEPARENT.exec(headers.get("traceparent")?.trim() ?? "")?.[1];
  if (parent !== undefined && parent !== NO_TRACE) return parent;
  const [, time, rest] = AMAZON_ROOT.exec(headers.get("x-amzn-trace-id") ?? "") ?? [];
  return time !== undefined && rest !== undefined ? time + rest : undefined;
}

/**
 * The API Gateway's id of a request, as in its access log (infra/modules/api), or undefined where it came another way.
 */
export function findGatewayRequestId(headers: Headers): string | undefined {
  return /^[\w=-]{1,64}$/.exec(headers.get("x-gateway-request-id") ?? "")?.[0];
}

/**
 * Sees to it that a request that came through the API Gateway belongs to a trace, and names that in the answer for the
 * gateway's access log, since HTTP APIs know no traces. Leaves all other requests alone.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function traceGatewayRequest({ headers }: Pick<IncomingMessage, "headers">, response: ServerResponse): void {
  const given = new Headers();
  for (const name of ["x-gateway-request-id", "traceparent", "x-amzn-trace-id"]) {
    const value = headers[name];
    if (typeof value === "string") given.set(name, value);
  }
  if (findGatewayRequestId(given) === undefined) return;
  const known = requestTraceId(given);
  const traceId = known ?? randomBytes(TRACE_BYTES).toString("hex");
  if (known === undefined) headers.traceparent = `00-${traceId}-${randomBytes(SPAN_BYTES).toString("hex")}-01`;
  response.setHeader(LOGGED_BY_GATEWAY, traceId);
}
