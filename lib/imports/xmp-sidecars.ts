import { parseCaptureTime } from "#lib/images/parse-capture-time.ts";
import { readXmpFacts } from "#lib/metadata/xmp-facts.ts";
import { type ImportEntry, readStart } from "./entry.ts";
import { type ExportParts, findPlace } from "./export-parts.ts";
import { splitExtension } from "./name-parts.ts";
import { readOnce } from "./read-once.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";
import { MAX_NAME_LENGTH, truncateText } from "./truncate-text.ts";

/* XMP beside photos: IMG.jpg.xmp as digiKam, darktable and Immich write it, IMG.xmp as Adobe and Apple do. */

/** Painted masks of Lightroom are megabytes. */
const MAX_SIDECAR_BYTES = 8 * 1024 * 1024;
/** What the reader of packets takes. */
const MAX_PACKET_BYTES = 256 * 1024;
const MAX_TAGS = 500;
const MAX_TIME_LENGTH = 64;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface XmpSidecar {
  entry: ImportEntry;
  facts: SidecarFacts | undefined;
  /** The ending of the one file that it belongs to. */
  extension: string | undefined;
}

export interface XmpSidecars {
  /** The sidecar of a photo; its facts are undefined where it cannot be read. */
  find(photo: ImportEntry): XmpSidecar | undefined;
}

/** Reads these sidecars, of which only texts of bounded length are kept: there may be tens of thousands. */
export async function readXmpSidecars(entries: readonly ImportEntry[], parts: ExportParts): Promise<XmpSidecars> {
  const byPath = new Map<string, XmpSidecar[]>();
  for (const entry of entries) {
    const path = findPlace(entry).path.replace(/\.xmp$/, "");
    byPath.set(path, [...(byPath.get(path) ?? []), await readXmpSidecar(entry)]);
  }
  return {
    find(photo) {
      const { path } = findPlace(photo);
      const { stem, extension } = splitExtension(path);
      const isOthers = (sidecar: XmpSidecar) =>
        sidecar.extension !== undefined && `.${sidecar.extension}` !== extension;
      // The one in the photo's own case first, where names differ in nothing else.
      const near = (of: string, exactly: string) => {
        const all = byPath.get(of) ?? [];
        const isExact = ({ entry }: XmpSidecar) => entry.path.startsWith(`${exactly}.`);
        return parts.findNear([...all.filter(isExact), ...all.filter((one) => !isExact(one))], photo);
      };
      const ofStem = near(stem, splitExtension(photo.path).stem).filter((sidecar) => !isOthers(sidecar));
      const all = [...near(path, photo.path), ...ofStem];
      return all.find(({ facts }) => facts !== undefined) ?? all[0];
    },
  };
}

export const readXmpSidecar = readOnce(async (entry): Promise<XmpSidecar> => {
  const packet = await readStart(entry, MAX_SIDECAR_BYTES).catch(() => undefined);
  const xmp = packet && (await readXmpFacts(packet.length > MAX_PACKET_BYTES ? withoutEdits(packet) : packet));
  if (!xmp) return { entry, facts: undefined, extension: undefined };
  // What is known of a time more roughly than the photo knows it is no correction.
  // What follows a rough time is that of a scan or of the file.
  const all = xmp.times ?? [];
  const rough = all.findIndex(({ isRough }) => isRough);
  const times = rough === -1 ? all : all.slice(0, rough);
  const facts: SidecarFacts = {
    title: xmp.title && truncateText(xmp.title),
    caption: xmp.caption && truncateText(xmp.caption),
    ...readTime(times.map(({ text }) => text.slice(0, MAX_TIME_LENGTH))),
    position: xmp.position,
    tags: toTags(xmp.keywords),
    rating: xmp.statedRating,
  };
  const extension =
    xmp.sidecarForExtension && truncateText(xmp.sidecarForExtension.replace(/^\./, ""), MAX_NAME_LENGTH);
  return { entry, facts, extension };
});

function toTags(keywords: readonly string[] | undefined): string[] | undefined {
  return keywords && [...new Set(keywords.slice(0, MAX_TAGS).map((keyword) => truncateText(keyword, MAX_NAME_LENGTH)))];
}

const CLOCK = /[T\s]\d{1,2}:\d\d(?<second>:\d\d(?:\.(?<fraction>\d{1,3}))?)?/;

/**
 * The first of these texts that is a time, as exactly as it is written: "2021-05-07", "…T10:00", "…T10:00:37.31+02:00".
 */
function readTime(texts: readonly string[]): Pick<SidecarFacts, "takenAt" | "takenAtPrecisionMs"> {
  for (const text of texts) {
    const takenAt = parseCaptureTime(text);
    if (takenAt === undefined) continue;
    const { second, fraction = "" } = CLOCK.exec(text)?.groups ?? {};
    // Programs that know no parts of a second write ".000" as well.
    const digits = /[1-9]/.test(fraction) ? fraction.length : 0;
    const ofClock = second === undefined ? MINUTE_MS : SECOND_MS / 10 ** digits;
    return { takenAt, takenAtPrecisionMs: CLOCK.test(text) ? ofClock : DAY_MS };
  }
  return {};
}

/** Elements in which Adobe's programs and darktable keep edits, versions and small pictures. */
const EDITS = /<\/?(?:(?:crs|darktable|xmpMM):|(?:photoshop:DocumentAncestors|xmp:Thumbnails)\b)/g;

/** A packet in UTF-8 without what edits a photo, of which nothing is taken over. */
function withoutEdits(packet: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(packet);
  const kept: string[] = [];
  let depth = 0;
  let keptTo = 0;
  for (const { index, 0: tag } of text.matchAll(EDITS)) {
    if (index < keptTo) continue;
    const end = text.indexOf(">", index);
    if (end === -1) break;
    if (depth === 0) kept.push(text.slice(keptTo, index));
    keptTo = end + 1;
    if (tag.startsWith("</")) depth -= 1;
    else if (text[end - 1] !== "/") depth += 1;
  }
  return new TextEncoder().encode(kept.join("") + text.slice(keptTo));
}
