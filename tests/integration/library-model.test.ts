import { test } from "vitest";
import { checkLibraryModel } from "../support/library-property.ts";

const RUNS = 100;

test("lists and counts are those of a plain model of the table, whatever happened", async () => {
  await checkLibraryModel(RUNS);
});
