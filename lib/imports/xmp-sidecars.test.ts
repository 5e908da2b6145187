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
])("what %s is not read, without delay", { timeout: 3_000 }, async (_, edits) => {
  const { find } = await readXmpSidecars([entry("a.xmp", sidecar(edits))], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts).toBeUndefined();
});

test.each([
  ["2021-05-07T10:00:00.311", "2021-05-07T10:00:00.311", 1],
  ["2021-05-07T10:00:00.31", "2021-05-07T10:00:00.310", 10],
  ["2021-05-07T10:00:00+02:00", "2021-05-07T10:00:00+02:00", 1_000],
  ["2021-05-07T10:00-04:00", "2021-05-07T10:00:00-04:00", 60_000],
  ["2021-05-07", "2021-05-07T00:00:00", 86_400_000],
])("a time written as %s is known as exactly as that", async (text, takenAt, takenAtPrecisionMs) => {
  const packet = sidecar(`<xmp:CreateDate>${text}</xmp:CreateDate>`);
  const { find } = await readXmpSidecars([entry("a.xmp", packet)], createExportParts([]));
  expect(find(entry("a.jpg", ""))?.facts).toMatchObject({ takenAt, takenAtPrecisionMs });
});
