import { test } from "vitest";
import { checkLibraryModel, checkRepairByWalk } from "../support/library-property.ts";

const RUNS = 100;

test("lists and counts are those of a plain model of the table, whatever happened", async () => {
  await checkLibraryModel(RUNS);
});

test("what comes later than any overlap allows for is repaired once the integrity walk has come by", {
  tags: "long",
}, async () => {
  await checkRepairByWalk(RUNS);
});
