import { describe, expect, test } from "vitest";
import { listImagesOperation } from "./image-list-api.ts";

const [ONE, OTHER] = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"] as const;

const parse = (query: Record<string, string | string[]>) => listImagesOperation.query.safeParse(query);

describe("the query of a list", () => {
  test("is the timeline, 50 at a time, when nothing is said", () => {
    expect(parse({}).data).toEqual({ sort: "taken", order: "desc", limit: 50 });
  });

  test("takes filters, words, one or several tags, and names separated by commas", () => {
    expect(
      parse({ q: "sea", favourite: "true", tag: [ONE, OTHER], renditions: "thumbnail,medium", fields: "sha256" }).data,
    ).toMatchObject({
      q: "sea",
      favourite: true,
      tag: [ONE, OTHER],
      renditions: ["thumbnail", "medium"],
      fields: ["sha256"],
    });
    expect(parse({ tag: ONE }).data).toMatchObject({ tag: [ONE] });
  });

  test.each<Record<string, string | string[]>>([
    { limit: "0" },
    { limit: "201" },
    { limit: "many" },
    { status: "lost" },
    { from: "yesterday" },
    { from: "2024-02-31" },
    { favorite: "true" },
    { text: "sea" },
    { favourite: "1" },
    { favourite: ["true", "false"] },
    { renditions: "" },
    { renditions: "tiny" },
    { fields: "sha256,owner" },
    { sort: "trashed" },
    { sort: "position" },
    { album: ONE, inNoAlbum: "true" },
    { album: "a" },
    { tag: [ONE, "b"] },
    { nearDuplicateOf: "../x" },
    { minBytes: "" },
    { maxBytes: "0x10" },
    { maxBytes: ["1", "2"] },
    { cursor: "" },
  ])("refuses %j", (query) => {
    expect(parse(query).success).toBe(false);
  });
});
