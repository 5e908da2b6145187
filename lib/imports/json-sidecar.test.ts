import { expect, test } from "vitest";
import { readJsonSidecar } from "./json-sidecar.ts";

const LONG = "x".repeat(8_000);

test("names of people, tags and albums are kept as long as names are", () => {
  const read = (json: object) => {
    const sidecar = readJsonSidecar(JSON.stringify(json), "a.jpg.json");
    if (sidecar.kind !== "photo") throw new Error("Expected a photo's");
    return sidecar.facts;
  };
  const google = read({ title: "a.jpg", people: [{ name: LONG }, { name: " Ann " }, { name: " " }] });
  expect(google.people).toEqual([LONG.slice(0, 200), "Ann"]);
  const immich = read({
    fileName: "a.jpg",
    tags: [{ value: `${LONG}/${LONG}/sea` }, { value: LONG }],
    albums: [{ title: LONG }, { title: "Norway" }],
  });
  expect(immich.tags).toEqual(["sea", LONG.slice(0, 200)]);
  expect(immich.albums).toEqual([LONG.slice(0, 200), "Norway"]);
});
