import { expect, test } from "vitest";
import { readXmpFacts } from "./xmp-facts.ts";

const NAMESPACES = `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
  xmlns:lr="http://ns.adobe.com/lightroom/1.0/"`;

function read(content: string, before = "") {
  const packet = `${before}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${NAMESPACES}><rdf:Description rdf:about="">${content}</rdf:Description></rdf:RDF></x:xmpmeta>`;
  return readXmpFacts(new TextEncoder().encode(packet));
}

const list = (name: string, kind: string, ...items: string[]) =>
  `<${name}><rdf:${kind}>${items.map((item) => `<rdf:li>${item}</rdf:li>`).join("")}</rdf:${kind}></${name}>`;

test("keywords are those of all programs, of tags in levels the last one, each once", async () => {
  const facts = await read(
    list("dc:subject", "Bag", "Rome", "1, 2") +
      list("digiKam:TagsList", "Seq", "Places/Italy/Rome", "People/Ann") +
      list("lr:hierarchicalSubject", "Bag", "Places|Sea"),
  );
  expect(facts?.keywords).toEqual(["Rome", "1, 2", "Ann", "Sea"]);
});

test.each([
  ["-1", undefined, -1],
  ["0", undefined, 0],
  ["5", 5, 5],
  ["7", undefined, undefined],
])("rating %s counts %s stars", async (text, rating, statedRating) => {
  expect(await read(`<xmp:Rating>${text}</xmp:Rating>`)).toMatchObject({ rating, statedRating });
});

test.each(["photoshop:DocumentAncestors", "xmpMM:History"])(
  "what %s holds beyond bounds hides nothing",
  async (name) => {
    const bulk = list(name, "Bag", ...Array.from({ length: 12_000 }, (_, index) => `adobe:docid:photoshop:${index}`));
    const facts = await read(`<dc:title>before</dc:title>${bulk}<xmp:Rating>4</xmp:Rating><${name}/>`);
    expect(facts).toMatchObject({ title: "before", rating: 4 });
  },
);

test("a history without an end takes no time", async () => {
  const startedAt = performance.now();
  expect(await read("<xmpMM:History>".repeat(60_000))).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test("bare degrees go by the direction that stands beside them", async () => {
  const facts = await read(
    "<exif:GPSLatitude>33.9</exif:GPSLatitude><exif:GPSLatitudeRef>S</exif:GPSLatitudeRef>" +
      "<exif:GPSLongitude>18.4</exif:GPSLongitude><exif:GPSLongitudeRef>E</exif:GPSLongitudeRef>",
  );
  expect(facts?.position).toEqual({ latitude: -33.9, longitude: 18.4 });
});

test("a document type is not read, and what needs one makes the packet unreadable", async () => {
  const doctype = '<!DOCTYPE x [<!ENTITY big "boom">]>';
  expect((await read("<dc:title>plain</dc:title>", doctype))?.title).toBe("plain");
  expect((await read("<dc:title>&big;</dc:title>", doctype))?.title).not.toBe("boom");
});

const RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
const DC = "http://purl.org/dc/elements/1.1/";
const inRdf = (content: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}>${content}</rdf:RDF></x:xmpmeta>`;
const four = inRdf('<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/>');
const utf16 = (text: string, isBigEndian = false) =>
  isBigEndian ? Buffer.from(text, "utf16le").swap16() : Buffer.from(text, "utf16le");

test.each<[string, string | Buffer]>([
  ["as an attribute", four],
  ["as an element", four.replace('xmp:Rating="4"/>', "><xmp:Rating>\n 4 \n</xmp:Rating></rdf:Description>")],
  ["by another prefix", four.replaceAll("xmp:", "a:").replaceAll(":xmp", ":a").replace("<a:xmpmeta", "<x:xmpmeta")],
  ["by a prefix that nobody declared", four.replace(/xmlns:xmp="[^"]*"/, 'other:A="1"')],
  ["without a wrapper", four.slice(four.indexOf("<rdf:RDF"), four.indexOf("</x:xmpmeta>"))],
  ["in another wrapper", four.replaceAll("xmpmeta", "xapmeta")],
  ["beside Windows' own, before", four.replace('xmp:Rating="4"', 'xmlns:m="m/" m:Rating="75" xmp:Rating="4"')],
  ["beside Windows' own, behind", four.replace('xmp:Rating="4"', 'xmlns:m="m/" xmp:Rating="4" m:Rating="75"')],
  ["with a comment before it", four.replace("<rdf:Desc", "<!-- a comment --><rdf:Desc")],
  ["with zeros behind it", `${four}\0\0\0`],
  ["in UTF-8 with a mark", `\ufeff<?xml version="1.0"?>${four}`],
  ["in UTF-16", utf16(`\ufeff${four}`)],
  ["in UTF-16, big end first", utf16(`\ufeff${four}`, true)],
  ["in UTF-16 without a mark", utf16(four)],
  ["in UTF-16 without a mark, big end first", utf16(four, true)],
])("stars are read %s", async (_how, packet) => {
  expect(await readXmpFacts(new Uint8Array(Buffer.from(packet as string)))).toMatchObject({ rating: 4 });
});

test.each([
  [
    "the default before other languages",
    '<rdf:Alt><rdf:li xml:lang="de">D</rdf:li><rdf:li xml:lang="x-default">Title</rdf:li></rdf:Alt>',
  ],
  [
    "the first where there is no default",
    '<rdf:Alt><rdf:li xml:lang="de">Title</rdf:li><rdf:li xml:lang="fr">F</rdf:li></rdf:Alt>',
  ],
  [
    "another where the default is empty",
    '<rdf:Alt><rdf:li xml:lang="x-default"/><rdf:li xml:lang="de">Title</rdf:li></rdf:Alt>',
  ],
  ["plain text", "Title"],
  ["as CDATA", "<rdf:Alt><rdf:li><![CDATA[Title]]></rdf:li></rdf:Alt>"],
  ["with qualifiers", '<rdf:Alt><rdf:li rdf:parseType="Resource"><rdf:value>Title</rdf:value></rdf:li></rdf:Alt>'],
])("a title is %s", async (_how, content) => {
  // Another program's property of the same name is not meant.
  const other = '<o:title xmlns:o="other/">Wrong</o:title>';
  const description = `<rdf:Description xmlns:dc="${DC}">${other}<dc:title>${content}</dc:title>${other}</rdf:Description>`;
  expect(await readXmpFacts(new TextEncoder().encode(inRdf(description)))).toMatchObject({ title: "Title" });
});

test.each([
  ["48, 6.0N", "11, 30.0e"],
  ["+48.1", "+11.5"],
])("the degrees %s and %s are a place", async (latitude, longitude) => {
  const facts = await read(
    `<exif:GPSLatitude>${latitude}</exif:GPSLatitude><exif:GPSLongitude>${longitude}</exif:GPSLongitude>`,
  );
  expect(facts?.position).toEqual({ latitude: 48.1, longitude: 11.5 });
});
