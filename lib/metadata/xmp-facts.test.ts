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
