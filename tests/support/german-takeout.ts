import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ascii, tiffBlock } from "./metadata-blocks.ts";
import { jpegWith } from "./pictures-with-metadata.ts";
import { type RawEntry, rawZip } from "./raw-zip.ts";

/** A German Takeout in two zips, each with what the other needs, and photos that stand in both. */
export async function makeTakeout(folder: string): Promise<string[]> {
  const year = "Takeout/Google Fotos/Fotos von 2023";
  const album = "Takeout/Google Fotos/Omas 80_";
  const photo = async (seed: number, localTime: string): Promise<Buffer> => {
    const { body } = await jpegWith({
      exif: tiffBlock({ exif: [ascii(0x9003, localTime)], ifd0: [ascii(0x010f, `Camera ${seed}`)] }),
    });
    return body;
  };
  const sidecar = (title: string, timestamp: number, more: object = {}) =>
    JSON.stringify({ title, photoTakenTime: { timestamp: String(timestamp) }, ...more });
  const noon = Date.UTC(2023, 5, 1, 10) / 1000;
  const [one, two, three, edited] = await Promise.all([1, 2, 3, 4].map((seed) => photo(seed, "2023:06:01 12:00:00")));
  if (!one || !two || !three || !edited) throw new Error("Expected four photos");
  const first: RawEntry[] = [
    { name: `${year}/IMG_1.jpg`, body: one },
    { name: `${year}/IMG_1-bearbeitet.jpg`, body: edited, isDeflated: true },
    { name: `${album}/IMG_1.jpg`, body: one },
    { name: `${album}/IMG_1.jpg.supplemental-metadata.json`, body: sidecar("IMG_1.jpg", noon) },
    { name: `${year}/IMG_2(1).jpg`, body: two },
    { name: "Takeout/Google Fotos/Papierkorb/weg.jpg", body: await photo(9, "2020:01:01 00:00:00") },
    { name: `${year}/Metadaten.json`, body: JSON.stringify({ title: "Fotos von 2023" }) },
  ];
  const second: RawEntry[] = [
    {
      name: `${year}/IMG_1.jpg.supplemental-metadata.json`,
      body: sidecar("IMG_1.jpg", noon, { description: "Kuchen", favorited: true, people: [{ name: "Oma" }] }),
    },
    {
      name: `${year}/IMG_2.jpg.supplemental-metadata(1).json`,
      body: sidecar("IMG_2.jpg", 0, { archived: true, description: "x".repeat(2_001) }),
    },
    { name: `${album}/Metadaten.json`, body: JSON.stringify({ title: "Omas 80." }) },
    { name: `${album}/IMG_3.jpg`, body: three },
  ];
  const paths = [join(folder, "takeout-001.zip"), join(folder, "takeout-002.zip")];
  await mkdir(folder, { recursive: true });
  await writeFile(paths[0] ?? "", rawZip(first));
  await writeFile(paths[1] ?? "", rawZip(second));
  return paths;
}
