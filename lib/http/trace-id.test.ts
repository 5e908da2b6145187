import { expect, test } from "vitest";
import { findGatewayRequestId, requestTraceId } from "./trace-id.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";

test.each([
  [{ traceparent: `00-${trace}-00f067aa0ba902b7-01` }, trace],
  [{ traceparent: `cc-${trace}-00f067aa0ba902b7-01-later` }, trace],
  [{ "x-amzn-trace-id": `Root=1-${trace.slice(0, 8)}-${trace.slice(8)}` }, trace],
  [{ "x-amzn-trace-id": `Self=1-0-0;Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Sampled=1` }, trace],
  [{ traceparent: "00-00000000000000000000000000000000-00f067aa0ba902b7-01" }, undefined],
  [{ traceparent: `00-${trace.toUpperCase()}-00f067aa0ba902b7-01` }, undefined],
  [{ traceparent: trace }, undefined],
  [{ "x-amzn-trace-id": 'Root=1-x"; drop' }, undefined],
  [{}, undefined],
] as [Record<string, string>, string | undefined][])("%j belongs to %s", (headers, expected) => {
  expect(requestTraceId(new Headers(headers))).toBe(expected);
});

test.each([
  ["JKJaXmPLvHcESHA=", "JKJaXmPLvHcESHA="],
  ["", undefined],
  ["x".repeat(65), undefined],
  ['"}', undefined],
])("the gateway's id of a request is taken from its header: %s", (value, id) => {
  expect(findGatewayRequestId(new Headers({ "x-gateway-request-id": value }))).toBe(id);
});
