import { describe, expect, test } from "vitest";
import { listImagesOperation } from "./image-list-api.ts";

const parse = (query: Record<string, string | string[]>) => listImagesOperation.query.safeParse(query);

describe("the query of a list", () => {
  test("is the timeline, 50 at a time, when nothing is said", () => {
    expect(parse({}).data).toEqual({ sort: "taken", order: "desc", limit: 50 });
  });

  test("takes filters, words, one or several tags, and names separated by commas", () => {
    expect(
      parse({ q: "sea", favourite: "true", tag: ["a", "b"], renditions: "thumbnail,medium", fields: "sha256" }).data,
    ).toMatchObject({
      q: "sea",
      favourite: true,
      tag: ["a", "b"],
      renditions: ["thumbnail", "medium"],
      fields: ["sha256"],
    });
    expect(parse({ tag: "a" }).data).toMatchObject({ tag: ["a"] });
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
    { album: "a", inNoAlbum: "true" },
    { cursor: "" },
  ])("refuses %j", (query) => {
    expect(parse(query).success).toBe(false);
  });
});
