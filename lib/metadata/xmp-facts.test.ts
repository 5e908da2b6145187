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

test.each([
  ["elements without an end", "<xmpMM:History>"],
  ["comments without an end", "<!-- "],
  ["quotes without an end", '<dc:title a="'],
  ["attributes", ' a:b="c"'],
  ["blanks", "<a \n\t"],
  ["beginnings of packets", "<x:xmpmeta "],
])("two megabytes of %s take no time", async (_, unit) => {
  const bulk = unit.repeat(2_000_000 / unit.length);
  const before = process.threadCpuUsage();
  expect((await read(`<dc:title>before</dc:title>${bulk}`))?.caption).toBeUndefined();
  expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_500);
});

test("a megabyte of elements and a megabyte of ends that are none of theirs take no time", async () => {
  const bulk = "<xmpMM:History>".repeat(65_000) + "</dc:title>".repeat(90_000);
  const before = process.threadCpuUsage();
  expect((await read(`<dc:title>before</dc:title>${bulk}`))?.caption).toBeUndefined();
  expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_500);
});

/** A packet of a title, stars and keywords that is then spoilt. */
const packet = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
  <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${NAMESPACES}><rdf:Description rdf:about="" xmp:Rating="4">
  <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Tea at Zoë’s</rdf:li></rdf:Alt></dc:title>
  ${list("dc:subject", "Bag", "one", "two")}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
const spoil = (from: string, to: string) => Buffer.from(packet.replace(from, to));
const RATING = 'xmp:Rating="4"';
const beside = (text: string) => spoil("<dc:title>", `${text}<dc:title>`);
const base64 = "/9j/4AAQSkZJRgABAgEASABIAAD";

test.each<[string, Uint8Array]>([
  ["a < in an attribute", spoil(RATING, `xmp:Label="a < b" ${RATING}`)],
  ["a bare &", spoil(RATING, `xmp:Label="a & b" ${RATING}`)],
  ["an attribute twice", spoil(RATING, `${RATING} xmp:Rating="3"`)],
  ["a namespace twice", spoil(RATING, `${RATING} xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dc="x"`)],
  ["-- in a comment", beside("<!-- a -- b -->")],
  ["an item that is left open", spoil("two</rdf:li>", "two")],
  ["an end that is left out", spoil("</rdf:Description></rdf:RDF></x:xmpmeta>", "")],
  ["a part that is cut off", Buffer.from(packet.slice(0, packet.indexOf("</rdf:Bag>") - 4))],
  ["a packet that follows it", Buffer.from(packet + packet.replace("4", "2").replace("Tea", "Milk"))],
  ["a packet without a title before it", Buffer.from(packet.replace("Tea at Zoë’s", "") + packet)],
  [
    "namespaces of https, or without their end",
    spoil("http://purl.org/dc/elements/1.1/", "https://purl.org/dc/elements/1.1"),
  ],
  ["300 KB of text", beside(`<exif:UserComment>${"x".repeat(300_000)}</exif:UserComment>`)],
  [
    "a picture in it",
    beside(`<G:Data xmlns:G="http://ns.google.com/photos/1.0/image/">${base64.repeat(20_000)}</G:Data>`),
  ],
  ["a picture in an attribute", spoil(RATING, `xmlns:G="urn:depth" G:Data="${base64.repeat(20_000)}" ${RATING}`)],
  [
    "long lists of others",
    beside(list("crs:Tones", "Seq", ...Array.from({ length: 30_000 }, (_, index) => `${index}`))),
  ],
  ["zeros behind it", Buffer.concat([Buffer.from(packet), Buffer.alloc(500)])],
])("what can be read is read of a packet with %s", async (_, spoilt) => {
  const facts = await readXmpFacts(spoilt);
  expect(facts).toMatchObject({ title: "Tea at Zoë’s", rating: 4, keywords: ["one", "two"] });
});

test("a byte of a code page spoils no characters of UTF-8 beside it", async () => {
  const [start = "", end = ""] = packet.split("one");
  const spoilt = Buffer.concat([Buffer.from(`${start}caf`), Buffer.from([0xe9]), Buffer.from(end)]);
  expect(await readXmpFacts(spoilt)).toMatchObject({ title: "Tea at Zoë’s", keywords: ["café", "two"] });
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
