import type { TestFile } from "./image-factory.ts";
import { ascii, tiffBlock, xmpPacket } from "./metadata-blocks.ts";
import { jpegWith, pngChunks, pngWith, tiffWith, webpWith, xmpEntry } from "./pictures-with-metadata.ts";

/** What a careless reader would take over from such a packet for every picture that follows. */
const LOOT = 'Make="Mallory" tiff:Model="Trojan 1" exif:DateTimeOriginal="1999-09-09T09:09:09"';

/** Names that reach the common prototype in readers which write properties by name, as attributes and as elements. */
function pollutingPackets(): Buffer[] {
  const RDF_PROTO = 'xmlns:__proto__="urn:p" xmlns:constructor="urn:c" xmlns:prototype="urn:t"';
  const values = { density: "9", failOn: "none", limitInputPixels: "1", width: "1", camera: "Mallory" };
  const attributes = Object.entries(values).map(([name, value]) => `__proto__:${name}="${value}"`);
  const elements = Object.entries(values).map(([name, value]) => `<__proto__:${name}>${value}</__proto__:${name}>`);
  return [
    xmpPacket(`${RDF_PROTO} ${attributes.join(" ")} tiff:${LOOT}`),
    xmpPacket(RDF_PROTO, elements.join("")),
    xmpPacket(
      RDF_PROTO,
      `<constructor:prototype rdf:parseType="Resource">${elements.join("")}</constructor:prototype><tiff:__proto__ rdf:parseType="Resource"><tiff:Make>Mallory</tiff:Make></tiff:__proto__>`,
    ),
    xmpPacket(
      `${RDF_PROTO} tiff:__proto__="x" tiff:constructor="x" tiff:toString="x"`,
      '<dc:__proto__ rdf:parseType="Resource"><rdf:value>x</rdf:value><dc:format>evil</dc:format></dc:__proto__>',
    ),
  ];
}

/** Pictures that are sound to look at and try to write into `Object.prototype` of whatever reads their metadata. */
export async function prototypePolluters(): Promise<TestFile[]> {
  const files = await Promise.all(
    pollutingPackets().flatMap((xmp, index) => [
      jpegWith({ xmp }, `polluting-${index}.jpg`),
      pngWith({ before: [pngChunks.xmp(xmp, { compressed: index % 2 === 1 })] }, `polluting-${index}.png`),
      webpWith({ xmp }, { fileName: `polluting-${index}.webp` }),
      tiffWith({ ifd0: [xmpEntry(xmp)] }, `polluting-${index}.tif`),
    ]),
  );
  const names = await pngWith(
    { before: [pngChunks.text("__proto__", "x"), pngChunks.compressedText("constructor", "x")] },
    "polluting-keywords.png",
  );
  const artist = await jpegWith(
    { exif: tiffBlock({ ifd0: [ascii(0x010f, "__proto__"), ascii(0x0110, "constructor")] }) },
    "polluting-names.jpg",
  );
  return [...files, names, artist];
}
