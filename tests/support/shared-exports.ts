import { createHash } from "node:crypto";
import { existsSync, openAsBlob, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsv } from "#lib/imports/csv.ts";
import { listZipEntries } from "#lib/imports/zip-entries.ts";
import type { Described } from "./described-library.ts";

/**
 * Exports of other programs, which stay out of the repository; set SKYLIGHT_EXPORTS to the folder of `takeout` and
 * `xmp`.
 */
export const EXPORTS_FOLDER = process.env.SKYLIGHT_EXPORTS ?? new URL("../../../shared", import.meta.url).pathname;

type Row = Record<string, string>;

/** The rows of the table of a set, by column; none where the set is not at hand. */
export function expectedRows(set: "takeout" | "xmp"): Row[] {
  const path = join(EXPORTS_FOLDER, set, "expected.csv");
  if (!existsSync(path)) return [];
  const [header = [], ...rows] = parseCsv(readFileSync(path, "utf8"), 10_000);
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}

/** The zips of the Takeout, and that of Apple's. */
export function exportZips(): string[] {
  const folder = join(EXPORTS_FOLDER, "takeout");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".zip"))
    .map((name) => join(folder, name));
}

/**
 * What became of each row of the Takeout's table, and what should have; `output` where the command said what it left
 * out.
 */
export async function compareTakeout(
  library: ReadonlyMap<string, Described>,
  output?: string,
): Promise<{ found: unknown[]; expected: unknown[] }> {
  const hashes = new Map<string, string>();
  for (const path of exportZips()) {
    const zip = /icloud/.test(path) ? "icloud" : (/-00(\d)\.zip$/.exec(path)?.[1] ?? "");
    for (const entry of (await listZipEntries(await openAsBlob(path), path)).entries) {
      const body = new Uint8Array(await new Response(await entry.open()).arrayBuffer());
      hashes.set(`${zip} ${entry.path}`, toSha256(body));
    }
  }
  const rows = expectedRows("takeout");
  const find = ({ zip, path }: Row) => library.get(hashes.get(`${zip} ${path?.normalize("NFC")}`) ?? "");
  return {
    found: rows.map((row) => toFound(row, find(row), output)),
    expected: rows.map((row) => toExpected(row, output)),
  };
}

/** The same for the pictures with XMP and IPTC. */
export function compareXmp(library: ReadonlyMap<string, Described>): { found: unknown[]; expected: unknown[] } {
  const rows = expectedRows("xmp");
  const found = rows.map(({ file = "", sidecars }) => {
    const image = library.get(toSha256(readFileSync(join(EXPORTS_FOLDER, "xmp", file))));
    return {
      file,
      title: image?.title ?? "",
      caption: image?.caption ?? "",
      tags: image?.tagNames.toSorted(),
      favourite: image?.favourite,
      // Stars beside a file are not kept, see decision 182.
      rating: sidecars ? undefined : image?.embedded?.rating,
      trashed: image?.trashedAt !== undefined,
      localTime: image?.localTime?.slice(0, 19) ?? "",
      offset: image?.takenOffset ?? "",
      place: toPlace(image?.position),
    };
  });
  const expected = rows.map((row) => ({
    file: row.file,
    title: row.title,
    caption: row.caption,
    tags: sorted(row.tags),
    favourite: row.favourite === "yes",
    rating: row.sidecars || !(Number(row.rating) > 0) ? undefined : Number(row.rating),
    trashed: false,
    localTime: row.localTime,
    offset: row.offset,
    place: row.latitude ? toPlace({ latitude: Number(row.latitude), longitude: Number(row.longitude) }) : undefined,
  }));
  return { found, expected };
}

function toSha256(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}

/** To about a hundred metres. */
function toPlace(position: { latitude: number; longitude: number } | undefined): string | undefined {
  return position && `${position.latitude.toFixed(3)} ${position.longitude.toFixed(3)}`;
}

function sorted(list: string | undefined): string[] {
  return list ? list.split("|").toSorted() : [];
}

/** A row of the Takeout's table, in the members that are compared. */
function toExpected(row: Row, output: string | undefined) {
  const isPhoto = row.outcome === "imported" || row.outcome === "same as";
  return {
    path: row.path,
    isThere: isPhoto,
    ...(isPhoto && {
      name: row.name,
      caption: row.caption,
      favourite: row.favourite === "yes",
      archived: row.archived === "yes",
      albums: sorted(row.albums),
      ...(row.takenAt && { takenAt: row.takenAt }),
      ...(row.localTime && { localTime: row.localTime }),
      ...(row.latitude && { place: toPlace({ latitude: Number(row.latitude), longitude: Number(row.longitude) }) }),
    }),
    ...(output !== undefined && row.outcome?.startsWith("not") && { isNamed: true }),
  };
}

function toFound(row: Row, image: Described | undefined, output: string | undefined) {
  const minutes = row.arguable?.startsWith("seconds") ? 16 : 19;
  return {
    path: row.path,
    isThere: image !== undefined,
    ...(image && {
      name: image.fileName,
      caption: image.caption ?? "",
      favourite: image.favourite,
      archived: image.archived,
      albums: image.albumNames.toSorted(),
      ...(row.takenAt && {
        takenAt: image.instant?.slice(0, minutes).padEnd(19, row.takenAt.slice(minutes, 19)).concat("Z"),
      }),
      ...(row.localTime && { localTime: image.localTime?.slice(0, row.localTime.length) }),
      ...((row.latitude || image.position) && { place: toPlace(image.position) }),
    }),
    ...(output !== undefined &&
      row.outcome?.startsWith("not") && { isNamed: output.includes(`${row.path?.normalize("NFC")}: `) }),
  };
}
