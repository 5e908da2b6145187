import { test } from "vitest";
import { checkLibraryModel, checkRepairByWalk } from "../support/library-property.ts";

const FEW_RUNS = 25;
const RUNS = 100;

test("lists and counts are those of a plain model of the table, whatever happened", async () => {
  await checkLibraryModel(FEW_RUNS);
});

test("lists and counts are those of the model in more histories", { tags: "long" }, async () => {
  await checkLibraryModel(RUNS);
});

test("what comes later than any overlap allows for is repaired once the integrity walk has come by", {
  tags: "long",
}, async () => {
  await checkRepairByWalk(RUNS);
});
