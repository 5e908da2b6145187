import type { DatabaseSync } from "node:sqlite";
import { fromRow, selectedColumns } from "./image-row.ts";
import { toWords } from "./image-words.ts";
import { createLabels, toLabelWords } from "./labels.ts";

/**
 * Texts that are cut into other words than until version 6: apostrophes that are letters, the numero sign, å beside an
 * umlaut. And than until version 8: marks that only say how a text is drawn, digits of other scripts.
 */
const IS_CUT_DIFFERENTLY =
  /[\u02b9-\u02bf\u02c8\u2116]|å.*[äöüø]|[äöüø].*å|\u00ad|\u0640|\u200d|\u20e3|\p{Variation_Selector}|(?![0-9])\p{Nd}/isu;
const NOT_ASCII = "GLOB '*[^ -~]*'";

/** Cuts the texts of a file of an older version into words again, where these have changed. */
export function refoldWords(database: DatabaseSync): void {
  refoldLabels(database);
  refoldImages(database);
}

function refoldLabels(database: DatabaseSync): void {
  const labels = database.prepare(`SELECT number, kind, name FROM labels WHERE name ${NOT_ASCII}`).all();
  const changed = labels.filter(({ name }) => isCutDifferently(name));
  const numbers = `[${changed.map(({ number }) => number).join(",")}]`;
  database.prepare("DELETE FROM label_words WHERE number IN (SELECT value FROM json_each(?))").run(numbers);
  const insert = database.prepare("INSERT OR IGNORE INTO label_words VALUES (?, ?)");
  for (const { number, kind, name } of changed) {
    for (const word of toLabelWords(String(kind), String(name))) insert.run(word, Number(number));
  }
}

function refoldImages(database: DatabaseSync): void {
  const labels = createLabels(database);
  const changed = database
    .prepare(
      `SELECT ${selectedColumns}, i.place >> 20 AS wallClockMs, CAST(i.place AS TEXT) AS placeText FROM images i
       WHERE i.file_name ${NOT_ASCII} OR i.title ${NOT_ASCII} OR i.caption ${NOT_ASCII}`,
    )
    .iterate();
  const rows = [];
  for (const row of changed) if ([row.file_name, row.title, row.caption].some(isCutDifferently)) rows.push(row);
  const remove = database.prepare("DELETE FROM words WHERE rowid = ?");
  const insert = database.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
  for (const row of rows) {
    const place = BigInt(String(row.placeText));
    remove.run(place);
    insert.run(place, toWords(fromRow(row, labels), labels));
  }
}

function isCutDifferently(text: unknown): boolean {
  // In its compatibility form as well, which makes ŉ an apostrophe and n, and in NFC, since the other makes № letters.
  return ["NFC", "NFKC"].some((form) => IS_CUT_DIFFERENTLY.test(String(text ?? "").normalize(form)));
}
