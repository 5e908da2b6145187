import { expect, it } from "vitest";
import { acceptAttribute } from "./upload-limits.ts";

const limits = { maxBytes: 10, contentTypeByExtension: { jpg: "image/jpeg", avif: "image/avif" } };

it("lets the file picker offer types and endings", () => {
  expect(acceptAttribute(limits)).toBe("image/jpeg,image/avif,.jpg,.avif,.zip");
});
