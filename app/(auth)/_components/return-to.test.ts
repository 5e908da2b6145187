import { describe, expect, it } from "vitest";
import { safeReturnTo } from "./return-to.ts";

describe("safeReturnTo", () => {
  it.each(["/", "/trash", "/images/01J?x=1#facts"])("keeps the path %s", (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it.each([
    undefined,
    "",
    "trash",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "/.//evil.example/",
    "/..//evil.example/",
    "/a/..//evil.example/",
    "/%2e//evil.example/",
    "/./\\evil.example/",
    "javascript:alert(1)",
    ["/trash", "/account"],
  ])("goes to the gallery for %j", (given) => {
    expect(safeReturnTo(given)).toBe("/");
  });
});
