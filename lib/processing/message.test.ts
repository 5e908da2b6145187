import { describe, expect, test } from "vitest";
import { isStaleSequencer, parseThumbnailMessage } from "./message.ts";

const record = (key: string, eventName = "ObjectCreated:Put") => ({
  eventVersion: "2.6",
  eventSource: "aws:s3",
  eventName,
  requestParameters: { sourceIPAddress: "2001:db8::1" },
  s3: { bucket: { name: "photos" }, object: { key, size: 12, sequencer: "00A1" } },
});

describe("a queue message", () => {
  test("of S3 names the objects, with their keys decoded", () => {
    const body = JSON.stringify({ Records: [record("uploads/a+b/%C3%A4%2Bc"), record("x", "ObjectRemoved:Delete")] });
    expect(parseThumbnailMessage(body)).toEqual({
      kind: "stored",
      objects: [{ bucket: "photos", key: "uploads/a b/ä+c", sequencer: "00A1" }],
    });
  });

  test("of S3's test is known as such", () => {
    expect(parseThumbnailMessage(JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }))).toEqual({
      kind: "test",
    });
  });

  test("of ours asks for one image", () => {
    const request = { kind: "render", ownerId: "o", imageId: "i" } as const;
    expect(parseThumbnailMessage(JSON.stringify(request))).toEqual(request);
  });

  test.each(["", "{}", "null", '{"Records":1}', '{"kind":"other"}'])("%j is refused", (body) => {
    expect(() => parseThumbnailMessage(body)).toThrow();
  });
});

describe("a sequencer", () => {
  test.each([
    ["00A1", "00A2", true],
    ["00A2", "00A2", true],
    ["00A3", "00A2", false],
    ["00A20", "00A2", true],
    ["00A21", "00A2", false],
    [undefined, "00A2", false],
    ["00A1", undefined, false],
  ])("%s against the applied %s is stale: %s", (next, applied, stale) => {
    expect(isStaleSequencer(next, applied)).toBe(stale);
  });
});
