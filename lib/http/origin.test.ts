import { expect, test } from "vitest";
import { isOwnHost, isSameOrigin } from "./origin.ts";

const from = (origin: string | undefined, host = "localhost:3000") =>
  new Request("http://localhost:3000/api/usage", { headers: { host, ...(origin ? { origin } : {}) } });

test.each([
  ["http://localhost:3000", "http://localhost:3000", true],
  ["http://127.0.0.1:3000", "http://localhost:3000", true],
  ["http://[::1]:3000", "http://localhost:3000", true],
  ["https://localhost:3000", "http://localhost:3000", false],
  ["http://localhost:3001", "http://localhost:3000", false],
  ["http://localhost", "http://localhost:3000", false],
  ["https://photos.example", "https://photos.example", true],
  ["http://photos.example", "https://photos.example", false],
  ["http://localhost:3000", "https://photos.example", false],
  ["null", "http://localhost:3000", false],
  [undefined, "http://localhost:3000", false],
])("a page of %s may change what is served at %s: %s", (origin, appUrl, expected) => {
  expect(isSameOrigin(from(origin), appUrl)).toBe(expected);
});

test("a Host header vouches for no origin", () => {
  expect(isSameOrigin(from("http://evil.example:3000", "evil.example:3000"), "http://localhost:3000")).toBe(false);
});

test.each([
  ["localhost:3000", "http://localhost:3000", true],
  ["LOCALHOST:3000", "http://localhost:3000", true],
  ["127.0.0.1:3000", "http://localhost:3000", true],
  ["[::1]:3000", "http://127.0.0.1:3000", true],
  ["evil.example:3000", "http://localhost:3000", false],
  ["localhost:3001", "http://localhost:3000", false],
  ["localhost", "http://localhost:3000", false],
  [undefined, "http://localhost:3000", false],
  ["internal.proxy", "https://photos.example", true],
])("Host %s names the server at %s: %s", (host, appUrl, expected) => {
  expect(isOwnHost(host, appUrl)).toBe(expected);
});
