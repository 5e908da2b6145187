import sharp from "sharp";
import { expect, test } from "vitest";
import { toSidecar } from "#lib/exports/to-sidecar.ts";
import { readXmpFacts } from "#lib/metadata/xmp-facts.ts";
import { hasExiftool, readTags } from "#tests/support/exiftool.ts";
import { embedXmp, withoutEmbeddedXmp } from "./embed-xmp.ts";

const described = { title: "Sea & sky", caption: "Two\nlines", favourite: true };
const sidecar =
  toSidecar({ ...described, position: { latitude: 60.39, longitude: 5.32, source: "owner" } }, ["sea"]) ?? "";
const OWN = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmp:Rating="2" crs:Exposure2012="+0.50"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Old</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`;

const picture = () => sharp({ create: { width: 16, height: 16, channels: 3, background: "#369" } }).jpeg();

test.each([
  [
    "of its own",
    () =>
      picture()
        .withXmp(OWN)
        .withExifMerge({ IFD0: { Artist: "Ann" } })
        .toBuffer(),
  ],
  ["none", () => picture().toBuffer()],
])("a JPEG with XMP %s says what the sidecar says, and is itself again", async (what, make) => {
  const original = await make();
  const copy = embedXmp(original, sidecar);
  if (!copy) throw new Error("Expected a copy");
  expect(withoutEmbeddedXmp(copy).equals(original)).toBe(true);
  const packet = copy.subarray(copy.indexOf("http://ns.adobe.com/xap/1.0/\0"), copy.indexOf('<?xpacket end="w"?>'));
  expect(await readXmpFacts(packet)).toMatchObject({
    title: "Sea & sky",
    caption: "Two\nlines",
    rating: 5,
    keywords: ["sea"],
  });
  expect((await sharp(copy).raw().toBuffer()).equals(await sharp(original).raw().toBuffer())).toBe(true);
  if (hasExiftool) {
    const tags = (await readTags(new Map([["a.jpg", copy]]))).get("a.jpg");
    expect(tags).toMatchObject({ "XMP-dc:Title": "Sea & sky", "XMP-dc:Subject": "sea", "XMP-xmp:Rating": 5 });
    if (what === "of its own") expect(tags).toMatchObject({ "XMP-crs:Exposure2012": "+0.50", "IFD0:Artist": "Ann" });
  }
});

/** A JPEG whose first segment is a packet of these bytes. */
async function pictureWith(packet: Buffer): Promise<Buffer> {
  const data = Buffer.concat([Buffer.from("http://ns.adobe.com/xap/1.0/\0"), packet]);
  const header = Buffer.from([0xff, 0xe1, (data.length + 2) >> 8, (data.length + 2) & 0xff]);
  const plain = await picture().toBuffer();
  return Buffer.concat([plain.subarray(0, 2), header, data, plain.subarray(2)]);
}

const RDF_ALONE = OWN.replace(/<\/?x:.*?>/g, "");

test.each<[string, Buffer]>([
  ["without x:xmpmeta", Buffer.from(RDF_ALONE)],
  ["with a prefix that it does not declare", Buffer.from(OWN.replace(/ xmlns:crs=".*?"/, ""))],
  ["with zeros behind it", Buffer.concat([Buffer.from(OWN), Buffer.alloc(9)])],
  ["in UTF-16", Buffer.from(`\ufeff${OWN}`, "utf16le")],
])("a file's own packet %s is kept in the new one", async (_what, own) => {
  const original = await pictureWith(own);
  const copy = embedXmp(original, sidecar);
  if (!copy) throw new Error("Expected a copy");
  const packet = copy.subarray(copy.indexOf("<?xpacket begin"), copy.indexOf('<?xpacket end="w"?>'));
  expect(packet.toString()).toMatch(/crs:Exposure2012="\+0\.50"/);
  expect(packet.toString()).toContain("xmlns:crs=");
  expect(packet.toString()).not.toContain("Old");
  expect(await readXmpFacts(packet)).toMatchObject({ title: "Sea & sky", rating: 5 });
  expect(withoutEmbeddedXmp(copy).equals(original)).toBe(true);
});

test.each([
  ["broken off", OWN.slice(0, -60)],
  ["no XMP", "edited"],
])("a file whose own packet is %s is left alone", async (_what, own) => {
  expect(embedXmp(await pictureWith(Buffer.from(own)), sidecar)).toBeUndefined();
});

test.each([
  ["without XMP", () => picture().toBuffer()],
  ["with XMP", () => picture().withXmp(OWN).toBuffer()],
])("a copy of a copy of a JPEG %s is taken apart one by one", async (_what, make) => {
  const originals: Buffer[] = [await make()];
  for (const original of originals) {
    const copy = embedXmp(original, sidecar);
    if (!copy) throw new Error("Expected a copy");
    expect(withoutEmbeddedXmp(copy).equals(original)).toBe(true);
    if (originals.length < 4) originals.push(copy);
  }
});

test("what is no JPEG, is broken, or would need more than a segment is left alone", async () => {
  expect(embedXmp(await picture().png().toBuffer(), sidecar)).toBeUndefined();
  expect(embedXmp(Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff]), sidecar)).toBeUndefined();
  expect(embedXmp(await picture().toBuffer(), sidecar.replace("sea", "x".repeat(70_000)))).toBeUndefined();
  const plain = await picture().toBuffer();
  expect(withoutEmbeddedXmp(plain)).toBe(plain);
});
