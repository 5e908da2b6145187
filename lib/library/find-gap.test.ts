import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { findGap } from "./find-gap.ts";
import { toKey } from "./image-key.ts";
import { toPlace } from "./place-in-time.ts";

const COUNT = 5_000;
const idOf = (number: number) => `01J${String(number).padStart(23, "0")}`;

test.each([0, Date.UTC(1900, 0, 1), Date.UTC(2024, 0, 1)])(
  "of thousands of photos at %i ms the neighbours of an id are found by looking at few",
  (ms) => {
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE images (place INTEGER PRIMARY KEY, id ANY) STRICT");
    const insert = database.prepare("INSERT INTO images VALUES (?, ?)");
    // Ids are even; those of the milliseconds around are of no account.
    const placeOf = (slot: number) => toPlace(ms, 3 + slot * 7);
    for (let slot = 0; slot < COUNT; slot++) insert.run(placeOf(slot), toKey(idOf(2 * slot)));
    for (const other of [ms - 1, ms + 1]) insert.run(toPlace(other), toKey(idOf(COUNT)));
    let asked = 0;
    const sql = (text: string) => {
      asked++;
      return database.prepare(text);
    };
    for (const slot of [-1, 0, 1, 17, COUNT / 2, COUNT - 2, COUNT - 1]) {
      asked = 0;
      expect(findGap(sql, ms, slot < 0 ? "01H00000000000000000000000" : idOf(2 * slot + 1))).toEqual({
        below: slot < 0 ? undefined : placeOf(slot),
        above: slot === COUNT - 1 ? undefined : placeOf(slot + 1),
      });
      expect(asked).toBeLessThan(30);
    }
    expect(findGap(sql, ms + 5, idOf(1))).toEqual({ below: undefined, above: undefined });
  },
);
