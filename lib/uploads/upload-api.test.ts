import { describe, expect, test } from "vitest";
import { leftOutReasons } from "#lib/images/intake.ts";
import { beginUploadOperation, fileNameSchema, uploadAnnouncementSchema } from "./upload-api.ts";

const announcement = { fileName: "a.jpg", contentType: "image/jpeg", bytes: 1, sha256: "0".repeat(64) };

describe("a file name", () => {
  test.each([
    ["C:\\fakepath\\beach.jpg", "beach.jpg"],
    ["../../etc/passwd", "passwd"],
    ["a\u0000b\nc.jpg", "abc.jpg"],
    ["photo\u202egpj.exe", "photogpj.exe"],
    ["Cafe\u0301.jpg", "Caf\u00e9.jpg"],
    ["  Sommer 50 % “Meer”.jpg ", "Sommer 50 % “Meer”.jpg"],
    ["half \ud83d.jpg", "half \ufffd.jpg"],
    ["\udc00\ud83d\ude00.jpg", "\ufffd\u{1f600}.jpg"],
  ])("%j is kept as %j", (given, kept) => {
    expect(fileNameSchema.parse(given)).toBe(kept);
  });

  test.each(["", "   ", "folder/", "x".repeat(256)])("%j is refused", (given) => {
    expect(fileNameSchema.safeParse(given).success).toBe(false);
  });
});

describe("an announcement", () => {
  test.each([
    ["image/jpg", "image/jpeg"],
    ["IMAGE/PNG; charset=binary", "image/png"],
    ["image/pjpeg", "image/jpeg"],
  ])("of type %j is of type %j", (given, kept) => {
    expect(uploadAnnouncementSchema.parse({ ...announcement, contentType: given }).contentType).toBe(kept);
  });

  test.each([
    { contentType: "image/svg+xml" },
    { contentType: "text/html" },
    { contentType: "constructor" },
    { bytes: 0 },
    { bytes: -1 },
    { bytes: 1.5 },
    { bytes: "12" },
    { sha256: "abc" },
    { sha256: "g".repeat(64) },
  ])("with %j is refused", (change) => {
    expect(uploadAnnouncementSchema.safeParse({ ...announcement, ...change }).success).toBe(false);
  });

  test.each([
    { fileName: "a.nef", contentType: "image/tiff" },
    { fileName: "a.cr2", contentType: "image/x-canon-cr2" },
    { contentType: "image/x-adobe-dng" },
    { contentType: "image/x-raf" },
  ])("with %j is refused as a raw file", (change) => {
    const { error } = beginUploadOperation.body.safeParse({ ...announcement, ...change });
    expect(error?.issues).toMatchObject([{ path: ["contentType"], message: leftOutReasons.raw }]);
  });

  test("of a JPEG under the name of a raw file is taken", () => {
    expect(beginUploadOperation.body.safeParse({ ...announcement, fileName: "a.cr2" }).success).toBe(true);
  });

  test("takes the hash in either case and keeps it in lower case", () => {
    expect(uploadAnnouncementSchema.parse({ ...announcement, sha256: "AB".repeat(32) }).sha256).toBe("ab".repeat(32));
  });
});
