import { expect, test } from "vitest";
import { hasExiftool, readTags } from "#tests/support/exiftool.ts";
import { toSidecar } from "./to-sidecar.ts";

const plain = { favourite: false };

test("there is none for a photo of which nothing is said", () => {
  expect(
    toSidecar(
      {
        ...plain,
        takenAt: "2024-05-01T10:00:00",
        takenAtSource: "exif_original",
        position: { latitude: 1, longitude: 2, source: "file" },
      },
      [],
    ),
  ).toBeUndefined();
});

test("a name with a slash is no path of tags", () => {
  const sidecar = toSidecar(plain, ["Food/Drink", "Sea"]);
  const list = (items: string) => `<digiKam:TagsList><rdf:Seq>${items}</rdf:Seq></digiKam:TagsList>`;
  expect(sidecar).toContain(
    "<dc:subject><rdf:Bag><rdf:li>Food/Drink</rdf:li><rdf:li>Sea</rdf:li></rdf:Bag></dc:subject>",
  );
  expect(sidecar).toContain(list("<rdf:li>Sea</rdf:li>"));
  expect(toSidecar(plain, ["Food/Drink"])).not.toContain("<digiKam:TagsList>");
});

test.runIf(hasExiftool)("an independent reader finds what its owner said, whatever is in it", async () => {
  const title = `<b>"Tom & Jerry"</b> ${"\ud83d\ude00"} \u0007\ud800`;
  const sidecar = toSidecar(
    {
      favourite: true,
      title,
      caption: "One line\r\nand another",
      takenAt: "2024-05-01T10:00:00",
      takenAtSource: "owner",
      takenOffset: "+02:00",
      position: { latitude: -33.8567844, longitude: 151.2152967, source: "owner" },
    },
    ["a, b", "See & Meer"],
  );
  const found = await readTags(new Map([["IMG.jpg.xmp", Buffer.from(sidecar ?? "")]]));
  expect(found.get("IMG.jpg.xmp")).toMatchObject({
    "XMP-dc:Title": `<b>"Tom & Jerry"</b> ${"\ud83d\ude00"} \ufffd`,
    "XMP-dc:Description": "One line\r\nand another",
    "XMP-dc:Subject": ["a, b", "See & Meer"],
    "XMP-digiKam:TagsList": ["a, b", "See & Meer"],
    "XMP-xmp:Rating": 5,
    "XMP-exif:DateTimeOriginal": "2024:05:01 10:00:00+02:00",
    "XMP-exif:GPSLatitude": expect.closeTo(-33.8567844, 7),
    "XMP-exif:GPSLongitude": expect.closeTo(151.2152967, 7),
    "XMP-photoshop:DateCreated": "2024:05:01 10:00:00+02:00",
  });
});
