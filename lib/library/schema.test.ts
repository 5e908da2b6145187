import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";
import { createSchema, SCHEMA_VERSION, upgradeSchema } from "./schema.ts";
import { inBox } from "./select-by-place.ts";

/** Takes a file back to the tables of version 4. */
const TO_VERSION_4 = `
DROP TRIGGER stack_gains; DROP TRIGGER stack_loses; DROP TRIGGER month_changes; DROP INDEX images_by_stack;
DROP TABLE touched_clocks; DROP TABLE touched_stacks;
ALTER TABLE images DROP COLUMN clock_shift; ALTER TABLE images DROP COLUMN stack_top;
ALTER TABLE images DROP COLUMN stack_size; PRAGMA user_version = 4;`;

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
  database.exec(`${TO_VERSION_4} ALTER TABLE images DROP COLUMN guest; PRAGMA user_version = 3`);
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

test.each([
  "DROP TABLE words",
  "DROP TABLE collections",
  "DROP TRIGGER month_gains",
  "ALTER TABLE images DROP COLUMN guest",
])("a file of this version that lacks something is no index (%s)", (damage) => {
  const database = new DatabaseSync(":memory:");
  createSchema(database);
  database.exec("CREATE INDEX of_a_later_release ON images (bytes)");
  expect(upgradeSchema(database)).toBe(true);
  database.exec(damage);
  expect(upgradeSchema(database)).toBe(false);
});

test("photos of one camera within a second are stacks in a file that was written before there were any", () => {
  const database = new DatabaseSync(":memory:");
  createSchema(database);
  database.exec("INSERT INTO labels VALUES (1, 'source', 'exif_original', NULL), (2, 'source', 'file_name', NULL)");
  const insert = database.prepare(
    `INSERT INTO images (place, id, revision, shown, status, favourite, archived, added, taken, file_name, type, bytes, traits, camera, source)
     VALUES (?, ?, 1, 1, 1, ?, 0, 0, 1, 'a.jpg', 1, ?, 0, ?, ?)`,
  );
  const at = (time: string) => BigInt(Date.parse(time)) << 20n;
  insert.run(at("2024-05-01T10:00:00Z"), "first", 0, 5, 7, 1);
  insert.run(at("2024-05-01T10:00:00.500Z"), "other camera", 0, 9, 8, 1);
  insert.run(at("2024-05-01T10:00:01Z"), "favourite", 1, 4, 7, 1);
  insert.run(at("2024-05-01T10:00:01.900Z"), "last", 0, 6, 7, 1);
  insert.run(at("2024-05-01T10:00:02Z"), "named by its file", 0, 9, 7, 2);
  insert.run(at("2024-05-01T10:00:03Z"), "later", 0, 9, 7, 1);
  database.exec(TO_VERSION_4);
  expect(upgradeSchema(database)).toBe(true);
  const shown = database.prepare("SELECT id, stack_size AS size FROM images WHERE shown = 1 ORDER BY place").all();
  expect(shown).toEqual([
    { id: "other camera", size: null },
    { id: "favourite", size: 3 },
    { id: "named by its file", size: null },
    { id: "later", size: null },
  ]);
  expect(database.prepare("SELECT * FROM months").all()).toEqual([{ month: 202405, photos: 4 }]);
});

test("what a guest added is in front of no photo of the owner's any more in a file of the version before", () => {
  const database = new DatabaseSync(":memory:");
  createSchema(database);
  const insert = database.prepare(
    `INSERT INTO images (place, id, revision, shown, status, favourite, archived, added, taken, file_name, type, bytes, traits,
       camera, clock_shift, guest, stack_size) VALUES (?, ?, 1, ?, 1, 0, 0, 0, 1, 'a.jpg', 1, ?, 0, 7, 0, ?, ?)`,
  );
  const at = (time: string) => BigInt(Date.parse(time)) << 20n;
  insert.run(at("2024-05-01T10:00:00Z"), "owner's", 0, 5, null, null);
  insert.run(at("2024-05-01T10:00:00.500Z"), "guest's", 1, 9, 3, 2);
  // As the triggers noted it then, it was settled.
  database.exec("DELETE FROM touched_clocks; PRAGMA user_version = 5");
  expect(upgradeSchema(database)).toBe(true);
  expect(database.prepare("SELECT id, shown, stack_size AS size FROM images ORDER BY place").all()).toEqual([
    { id: "owner's", shown: 1, size: null },
    { id: "guest's", shown: 1, size: null },
  ]);
});

test("a file of version 7 has the tables and indexes of a new one afterwards, and finds its photos by them", () => {
  const database = new DatabaseSync(":memory:");
  createSchema(database);
  database.exec(`
    DROP INDEX images_by_added; DROP INDEX images_on_map; CREATE INDEX images_by_added ON images (added);
    CREATE INDEX images_shown_by_added ON images (added, id) WHERE shown = 1;
    CREATE INDEX images_on_map ON images (longitude, latitude) WHERE latitude IS NOT NULL AND trashed IS NULL AND status <> 3;
    CREATE VIRTUAL TABLE positions USING rtree_i32 (place, west, east, south, north);
    INSERT INTO images (place, id, revision, shown, status, favourite, archived, added, taken, file_name, type, bytes, traits,
      latitude, longitude) VALUES (5, 'on the map', 1, 1, 1, 0, 0, 7, 0, 'a.jpg', 1, 1, 0, -330000000, -1180000000);
    INSERT INTO positions VALUES (5, -1180000000, -1180000000, -330000000, -330000000);
    PRAGMA user_version = 7`);
  expect(upgradeSchema(database)).toBe(true);
  const fresh = new DatabaseSync(":memory:");
  createSchema(fresh);
  const tables = "SELECT name, sql FROM sqlite_schema ORDER BY name";
  expect(database.prepare(tables).all()).toEqual(fresh.prepare(tables).all());
  const { from, parameters } = inBox(-1180000001, -330000001, -1179999999, -329999999);
  expect(database.prepare(`SELECT id FROM ${from}`).all(...parameters)).toEqual([{ id: "on the map" }]);
});

test("a file that was brought to this version is due for a snapshot, one that has it is not", () => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 5 });
  const state = { ...file.readState(), snapshotMs: 7 };
  file.writeState(state);
  expect(upgradeSchema(file.database)).toBe(true);
  expect(file.readState()).toEqual(state);
  file.database.exec("PRAGMA user_version = 8");
  expect(upgradeSchema(file.database)).toBe(true);
  const { snapshotMs: _, ...due } = state;
  expect(file.readState()).toEqual(due);
});
