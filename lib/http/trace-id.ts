/*
 * Which trace a request belongs to, as 32 hexadecimal digits: W3C Trace Context (traceparent) or what AWS's load
 * balancers, API Gateway and CloudFront write (X-Amzn-Trace-Id: Root=1-<8 digits>-<24 digits>).
 * https://www.w3.org/TR/trace-context/#traceparent-header
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const AMAZON_ROOT = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;
const NO_TRACE = "0".repeat(32);

/** The trace that a request names, or undefined. It says where to look in the logs and proves nothing. */
export function requestTraceId(headers: Headers): string | undefined {
  const parent = TRACEPARENT.exec(headers.get("traceparent")?.trim() ?? "")?.[1];
  if (parent !== undefined && parent !== NO_TRACE) return parent;
  const [, time, rest] = AMAZON_ROOT.exec(headers.get("x-amzn-trace-id") ?? "") ?? [];
  return time !== undefined && rest !== undefined ? time + rest : undefined;
}

/** The API Gateway's id of a request, as in its access log (infra/modules/api), or undefined where it came another way. */
export function findGatewayRequestId(headers: Headers): string | undefined {
  return /^[\w=-]{1,64}$/.exec(headers.get("x-gateway-request-id") ?? "")?.[0];
}
