import { describe, expect, it } from "vitest";
import { acceptAttribute, announcedType } from "./upload-limits.ts";

const limits = { maxBytes: 10, contentTypeByExtension: { jpg: "image/jpeg", avif: "image/avif" } };

describe("announcedType", () => {
  it.each([
    ["photo.png", "image/jpeg", "image/jpeg"],
    ["PHOTO.AVIF", "", "image/avif"],
    ["photo.jpg", "application/octet-stream", "image/jpeg"],
    ["notes.txt", "text/plain", undefined],
    ["README", "", undefined],
    [".jpg.exe", "", undefined],
  ])("announces %s of type %j as %s", (name, type, announced) => {
    expect(announcedType({ name, type }, limits)).toBe(announced);
  });
});

it("lets the file picker offer types and endings", () => {
  expect(acceptAttribute(limits)).toBe("image/jpeg,image/avif,.jpg,.avif");
});
