import { expect, test } from "vitest";
import { createRequestJudge } from "./request-rules.ts";

const judge = createRequestJudge({
  appUrl: "http://localhost",
  directUploadMaxBytes: 1,
  operations: [
    { path: "/shared/{id}", method: "delete" },
    { path: "/upload", method: "post" },
  ] as never,
});

const ask = (method: string, url: string) =>
  judge({ method, url, host: "localhost", contentLength: undefined }) as { refusal?: { code: string } };

test.each([
  "/api/shared/.",
  "/api/shared/..",
  "/api/shared/%2e",
  "/api/shared/%2E%2e",
  "/api/shared/../upload",
  "/api/auth/../upload",
  "/./api/upload",
  "/albums/..",
])("%s, which would be read as another path further on, is refused", (url) => {
  expect(ask("DELETE", url).refusal?.code).toBe("invalid_request");
});

test.each(["/api/shared/.x", "/api/shared/x..", "/api/shared/...?path=/../"])("%s is a path like others", (url) => {
  expect(ask("DELETE", url).refusal).toBeUndefined();
});
