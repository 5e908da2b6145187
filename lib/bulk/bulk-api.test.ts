import { ulid } from "ulid";
import { expect, test } from "vitest";
import { MAX_JSON_BYTES } from "#lib/http/request-body.ts";
import { changeImagesOperation } from "./bulk-api.ts";
import { MAX_BULK_IDS } from "./max-bulk-ids.ts";

const parse = (body: unknown) => changeImagesOperation.body.safeParse(body).success;

test("the most ids that a change may name fit into a request", () => {
  const ids = Array.from({ length: MAX_BULK_IDS }, () => ulid());
  const request = { action: "move_in_album", album: ulid(), to: { before: ulid() }, ids, stacks: false };
  expect(parse(request)).toBe(true);
  expect(JSON.stringify(request).length).toBeLessThan(MAX_JSON_BYTES);
  expect(parse({ ...request, ids: [...ids, ulid()] })).toBe(false);
});

test.each<[string, object, boolean]>([
  ["ids", { ids: [ulid()] }, true],
  ["a query", { query: {} }, true],
  ["what is superfluous", { superfluous: true }, true],
  ["a query but for some", { query: {}, except: [ulid()] }, true],
  ["ids but for some", { ids: [ulid()], except: [ulid()] }, false],
  ["what is superfluous but for some", { superfluous: true, except: [ulid()] }, false],
  ["nothing", {}, false],
  ["ids and a query", { ids: [ulid()], query: {} }, false],
  ["a query and what is superfluous", { query: {}, superfluous: true }, false],
])("a change of %s", (_, which, isAccepted) => {
  expect(parse({ action: "trash", ...which })).toBe(isAccepted);
});

const noBytes = [null, "", false, [], "0x10"].map((bytes) => ({ bytes }));
test.each(noBytes)("a query whose number of bytes is $bytes reaches nothing", ({ bytes }) => {
  expect(parse({ action: "trash", query: { minBytes: bytes } })).toBe(false);
  expect(parse({ action: "trash", query: { maxBytes: bytes } })).toBe(false);
  expect(parse({ action: "trash", query: { minBytes: 1, maxBytes: "2" } })).toBe(true);
});

test.each<[string, object, boolean]>([
  ["to the start", { to: "start" }, true],
  ["before an image", { to: { before: ulid() } }, true],
  ["after an image", { to: { after: ulid() } }, true],
  ["nowhere", {}, false],
  ["on both sides of images", { to: { before: ulid(), after: ulid() } }, false],
  ["beside nothing", { to: {} }, false],
  ["to a number", { to: 3 }, false],
])("a move %s", (_, to, isAccepted) => {
  const move = { action: "move_in_album", album: ulid(), ids: [ulid()] };
  expect(parse({ ...move, ...to })).toBe(isAccepted);
  expect(parse({ ...move, ...to, ids: undefined, query: {} })).toBe(false);
  expect(parse({ ...to, action: "add_to_album", album: ulid(), ids: [ulid()] })).toBe(Object.keys(to).length === 0);
});
