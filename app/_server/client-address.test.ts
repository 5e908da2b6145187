import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const headers = (forwarded?: string) => new Headers(forwarded ? { "x-forwarded-for": forwarded } : {});

test.each([
  [0, "203.0.113.9", "unknown"],
  [1, "198.51.100.1, 203.0.113.9", "203.0.113.9"],
  [2, "198.51.100.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"],
  [2, "203.0.113.9", "unknown"],
  [1, undefined, "unknown"],
])("behind %i proxies, %j names %j", (trustedProxyHops, forwarded, address) => {
  expect(clientAddress(headers(forwarded), { trustedProxyHops })).toBe(address);
});
