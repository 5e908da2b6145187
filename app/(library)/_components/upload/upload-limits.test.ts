import { expect, it } from "vitest";
import { acceptPictures } from "./upload-limits.ts";

const limits = { maxBytes: 10, contentTypeByExtension: { jpg: "image/jpeg", avif: "image/avif" } };

it("lets the file picker offer types and endings", () => {
  expect(acceptPictures(limits)).toBe("image/jpeg,image/avif,.jpg,.avif");
});
