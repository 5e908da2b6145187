import { expect, test } from "vitest";
import { toFailureGroup } from "./failure-group.ts";

const failure = {
  stage: "render",
  code: "corrupt_image",
  contentType: "image/jpeg",
  message: "VipsJpeg: premature end at byte 1234",
} as const;

test("the same failure of other numbers is of the same kind", () => {
  const other = toFailureGroup({ ...failure, message: "VipsJpeg:  premature end at byte 99" });
  expect(other).toEqual(toFailureGroup(failure));
  expect(other.message).toBe("VipsJpeg: premature end at byte #");
});

test.each([
  { stage: "inspect" as const },
  { code: "timed_out" as const },
  { contentType: "image/png" },
  { message: "another" },
])("a failure that differs in %o is of another kind", (difference) => {
  expect(toFailureGroup({ ...failure, ...difference }).fingerprint).not.toBe(toFailureGroup(failure).fingerprint);
});

test("figures in parentheses are left out, so that what remains is a sentence", () => {
  const message = "More frames than accepted (812, at most 500)";
  expect(toFailureGroup({ ...failure, message }).message).toBe("More frames than accepted");
});

test("what a decoder says again and again is said once", () => {
  const { message } = toFailureGroup({ ...failure, message: "tiff: bad seek to 12 bad seek to 900 bad seek to 3 end" });
  expect(message).toBe("tiff: bad seek to # end");
});
