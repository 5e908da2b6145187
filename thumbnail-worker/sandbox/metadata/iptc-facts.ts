import { type MetadataFacts, toLine, toParagraphs } from "#lib/metadata/facts.ts";

const MAX_TEXT_LENGTH = 8_000;

/** Datasets of the IPTC Information Interchange Model 4.2, as record × 256 + dataset. */
const DATASET = {
  title: 0x0205,
  keywords: 0x0219,
  dateCreated: 0x0237,
  timeCreated: 0x023c,
  digitizedDate: 0x023e,
  digitizedTime: 0x023f,
  headline: 0x0269,
  caption: 0x0278,
} as const;

/** Of a date of which no more than the month or the year is known (IIM 4.2, 2:55): taken for its first day. */
const UNKNOWN = "00";
const UNKNOWN_PARTS = /^\s*(\d{4})(\d\d)00\s*$/;

/** What IPTC records say, or Photoshop's image resources with such records inside. Never throws. */
export async function readIptcFacts(block: Buffer): Promise<MetadataFacts | undefined> {
  const { parseIptc } = await import("./iptc-records.ts");
  const datasets = parseIptc(block);
  if (!datasets) return undefined;
  const text = (dataset: number) => datasets.get(dataset)?.find((value) => value.trim() !== "");
  const time = (date: number, clock: number) => {
    const written = text(date);
    // Of digitising a better source follows, see decision 330.
    const day =
      date !== DATASET.dateCreated
        ? written
        : written?.replace(UNKNOWN_PARTS, (_, year: string, month: string) => {
            return `${year}${month === UNKNOWN ? "01" : month}01`;
          });
    return day === undefined ? undefined : { text: `${day} ${text(clock) ?? ""}` };
  };
  return {
    original: time(DATASET.dateCreated, DATASET.timeCreated),
    digitized: time(DATASET.digitizedDate, DATASET.digitizedTime),
    title: toLine(text(DATASET.title) ?? text(DATASET.headline), MAX_TEXT_LENGTH),
    caption: toParagraphs(text(DATASET.caption), MAX_TEXT_LENGTH),
    keywords: datasets.get(DATASET.keywords),
  };
}
