import { expect, test } from "vitest";
import { isAppError } from "#lib/errors.ts";
import { listImagesOperation } from "#lib/library/image-list-api.ts";
import { parse } from "./request-body.ts";

const refusalOf = (query: unknown) => {
  try {
    parse(listImagesOperation.query, query);
  } catch (error) {
    return isAppError(error) ? error.code : error;
  }
  return undefined;
};

test.each([[{ cursor: "" }], [{ cursor: "x".repeat(2_049) }], [{ cursor: ["a", "b"] }]])(
  "a cursor that cannot be one is refused as one: %#",
  (query) => {
    expect(refusalOf(query)).toBe("invalid_cursor");
  },
);

test("other mistakes are told of first", () => {
  expect(refusalOf({ cursor: "", limit: "many" })).toBe("invalid_request");
  expect(refusalOf({ cursor: "a" })).toBeUndefined();
});
