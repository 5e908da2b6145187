import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createExportParts } from "./export-parts.ts";
import { readXmpSidecars } from "./xmp-sidecars.ts";

const entry = (path: string, text: string) => {
  const blob = new Blob([text]);
  return { path, part: "folder", bytes: blob.size, open: async () => blob };
};

const sidecar = (edits: string) => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmp:Rating="4" crs:Exposure2012="+0.5"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">${edits}
  <dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`;

const dabs = "<rdf:li>d 0.512345 0.412345</rdf:li>".repeat(60_000);
const mask = `<crs:CorrectionMasks><rdf:Seq><rdf:li crs:What="Mask/Paint"><crs:Dabs><rdf:Seq>${dabs}</rdf:Seq></crs:Dabs>
  <crs:CorrectionMasks><rdf:Seq><rdf:li crs:What="Mask"/></rdf:Seq></crs:CorrectionMasks><crs:Look/></rdf:li></rdf:Seq>
  </crs:CorrectionMasks>`;

test("words are read from sidecars with megabytes of painted masks", async () => {
  const { find } = await readXmpSidecars([entry("a.xmp", sidecar(mask))], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts).toMatchObject({ rating: 4, tags: ["sea"] });
});

test.each([
  ["never ends", `<crs:Dabs>${dabs}`],
  ["is all tags", "<crs:a".repeat(1_000_000)],
  ["is not of edits", `<dc:title>${dabs}</dc:title>`],
])("what %s takes no time, and hides behind it what follows", { timeout: 3_000 }, async (_, edits) => {
  const { find } = await readXmpSidecars([entry("a.xmp", sidecar(edits))], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts?.tags).toBeUndefined();
});

test.each([
  ["2021-05-07T10:00:00.311", "2021-05-07T10:00:00.311", 1],
  ["2021-05-07T10:00:00.31", "2021-05-07T10:00:00.310", 10],
  ["2021-05-07T10:00:00.000", "2021-05-07T10:00:00", 1_000],
  ["2021-05-07T10:00:00+02:00", "2021-05-07T10:00:00+02:00", 1_000],
  ["2021-05-07T10:00-04:00", "2021-05-07T10:00:00-04:00", 60_000],
  ["2021-05-07", "2021-05-07T00:00:00", 86_400_000],
])("a time written as %s is known as exactly as that", async (text, takenAt, takenAtPrecisionMs) => {
  const packet = sidecar(`<xmp:CreateDate>${text}</xmp:CreateDate>`);
  const { find } = await readXmpSidecars([entry("a.xmp", packet)], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts).toMatchObject({ takenAt, takenAtPrecisionMs });
});

test("a month is no correction of what a photo knows more exactly", async () => {
  const packet = sidecar('<ps:DateCreated xmlns:ps="http://ns.adobe.com/photoshop/1.0/">2012-02</ps:DateCreated>');
  const { find } = await readXmpSidecars([entry("a.xmp", packet)], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts?.takenAt).toBeUndefined();
});

test("words are read beside masks that were drawn in darktable, and lists of versions", async () => {
  const { find } = await readXmpSidecars(
    [entry("a.jpg.xmp", sidecar(mask.replaceAll("crs:", "darktable:") + mask.replaceAll("crs:", "xmpMM:")))],
    createExportParts([]),
  );
  expect(find(entry("a.jpg", ""))?.facts).toMatchObject({ rating: 4, tags: ["sea"] });
});

test("of two sidecars that which can be read counts", async () => {
  const { find } = await readXmpSidecars(
    [entry("a.jpg.xmp", "broken"), entry("a.xmp", sidecar("")), entry("b.jpg.xmp", "broken")],
    createExportParts([]),
  );
  expect(find(entry("a.jpg", ""))?.facts).toMatchObject({ tags: ["sea"] });
  expect(find(entry("b.jpg", ""))).toMatchObject({ facts: undefined });
});

test("the ending that a sidecar is for may have its dot", async () => {
  const packet = sidecar(
    '<ps:SidecarForExtension xmlns:ps="http://ns.adobe.com/photoshop/1.0/">.JPG</ps:SidecarForExtension>',
  );
  const { find } = await readXmpSidecars([entry("a.xmp", packet)], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts).toMatchObject({ tags: ["sea"] });
  expect(find(entry("a.png", ""))).toBeUndefined();
});

const collectGarbage = () => {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return getHeapStatistics().used_heap_size;
};

test("of a sidecar only what it says is kept in memory, not the packet that it is in", async () => {
  const COUNT = 50;
  const PACKET_BYTES = 200_000;
  const said = (number: number) =>
    ["dc:title", "dc:description"].map((name) => `<${name}>A text that is long enough ${number}</${name}>`).join("");
  const packet = (number: number) => sidecar(`<xmp:a>${"x".repeat(PACKET_BYTES)}</xmp:a>${said(number)}`);
  const entries = Array.from({ length: COUNT }, (_, number) => ({
    ...entry(`${number}.xmp`, ""),
    bytes: PACKET_BYTES * 2,
    open: async () => new Blob([packet(number).replace("sea", `a keyword that is long enough ${number}`)]),
  }));
  const parts = createExportParts([]);
  await readXmpSidecars(entries.slice(0, 1), parts);
  const before = collectGarbage();
  const { find } = await readXmpSidecars(entries, parts);
  const kept = collectGarbage() - before;
  expect(find(entry("3.jpg", ""))?.facts).toMatchObject({
    title: "A text that is long enough 3",
    tags: ["a keyword that is long enough 3"],
  });
  expect(kept / COUNT).toBeLessThan(PACKET_BYTES / 10);
});

test("keywords without end are kept in part", async () => {
  const words = Array.from({ length: 300 }, (_, number) => `<rdf:li>${"k".repeat(300)}${number}</rdf:li>`).join("");
  const packet = sidecar("").replace("<rdf:li>sea</rdf:li>", words);
  const { find } = await readXmpSidecars([entry("a.xmp", packet)], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts?.tags?.map(({ length }) => length)).toEqual([200]);
});
