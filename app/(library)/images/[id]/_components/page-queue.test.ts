import { describe, expect, it } from "vitest";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { mergeLines } from "./page-queue.ts";

const image = (id: string) => ({ id }) as ImageListItem;
const line = (ids: string) => [...ids].map(image);
const merge = (old: string, before: string, rendered: string, after: string) =>
  mergeLines(line(old), image(rendered), { before: line(before).reverse(), after: line(after) })
    .map(({ id }) => id)
    .join("");

describe("the line of photos that is leafed through", () => {
  it("grows at both ends by what the pages say", () => {
    expect(merge("", "ab", "c", "de")).toBe("abcde");
    expect(merge("abcde", "cd", "e", "fg")).toBe("abcdefg");
    expect(merge("cdefg", "ab", "c", "de")).toBe("abcdefg");
  });

  it("has each photo once when another has come or gone between them", () => {
    expect(merge("abcde", "abc", "e", "f")).toBe("abcef");
    expect(merge("abcde", "bxc", "d", "ef")).toBe("abxcdef");
  });

  it("begins anew at a photo that does not stand in it", () => {
    expect(merge("abc", "x", "y", "z")).toBe("xyz");
  });
});
