import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createSchema, SCHEMA_VERSION, upgradeSchema } from "./schema.ts";

test("a file of the version before is brought to this one: what failed leaves the months", () => {
  const database = new DatabaseSync(":memory:");
  createSchema(database);
  const insert = database.prepare(
    `INSERT INTO images (place, id, revision, shown, status, favourite, archived, added, taken, file_name, type, bytes, traits)
     VALUES (?, ?, 1, 1, ?, 0, 0, 0, 0, 'a.jpg', 1, 1, 0)`,
  );
  const at = (day: string) => BigInt(Date.parse(day)) << 20n;
  insert.run(at("2024-05-01"), "one", 1);
  insert.run(at("2024-05-02"), "two", 2);
  insert.run(at("2023-01-02"), "three", 2);
  database.exec("ALTER TABLE images DROP COLUMN guest; PRAGMA user_version = 3");
  expect(upgradeSchema(database)).toBe(true);
  expect(database.prepare("SELECT * FROM months").all()).toEqual([{ month: 202405, photos: 1 }]);
  expect(database.prepare("SELECT id FROM images WHERE shown = 1").all()).toEqual([{ id: "one" }]);
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: SCHEMA_VERSION });
  // The triggers count on.
  database.exec("DELETE FROM images WHERE id = 'one'");
  expect(database.prepare("SELECT photos FROM months").all()).toEqual([{ photos: 0 }]);
  database.exec("PRAGMA user_version = 2");
  expect(upgradeSchema(database)).toBe(false);
});
