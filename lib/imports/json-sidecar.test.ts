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

test("signs that Google writes as in HTML are read as what they mean, each once", () => {
  const read = (json: object) => readJsonSidecar(JSON.stringify(json), "a.jpg.json");
  const said = {
    title: "Mum&#39;s.jpg",
    description: "&quot;&lt;3&quot; &amp;amp; R&B &nbsp;",
    people: [{ name: "D&#39;Arcy" }],
  };
  expect(read({ ...said, favorited: true })).toMatchObject({
    facts: { fileName: "Mum's.jpg", caption: '"<3" &amp; R&B &nbsp;', people: ["D'Arcy"] },
  });
  expect(read({ title: " Mum &amp; Dad ", access: "protected" })).toMatchObject({ kind: "album", title: "Mum & Dad" });
});
