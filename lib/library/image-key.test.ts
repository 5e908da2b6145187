import { DatabaseSync } from "node:sqlite";
import { ulid } from "ulid";
import { expect, test } from "vitest";
import { ALL_KEYS, fromHexKey, fromKey, toKey } from "./image-key.ts";

const ids = ["01J0000000000000000000000Z", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "image 1", "=", "01j0000000000000000000000z"];

test("a key stands for its id whatever its bits are", () => {
  const many = Array.from({ length: 500 }, () => ulid());
  expect(many.map((id) => fromKey(toKey(id)))).toEqual(many);
});

test("keys of rows and of lines stand for the ids that they were made of", () => {
  expect(ids.map((id) => fromKey(toKey(id)))).toEqual(ids);
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE images (id ANY NOT NULL) STRICT");
  const insert = database.prepare("INSERT INTO images VALUES (?)");
  for (const id of ids) insert.run(toKey(id));
  const lines = String(database.prepare(`SELECT ${ALL_KEYS} AS ids FROM images i`).get()?.ids).split("\n");
  expect(lines.map(fromHexKey)).toEqual(ids);
});
