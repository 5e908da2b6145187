import { expect, test } from "vitest";
import { mergeSidecarFacts } from "./sidecar-facts.ts";

test("how exact a time is belongs to that time alone", () => {
  const exact = { takenAt: "2021-05-07T10:00:00" };
  const rough = { takenAt: "2021-05-07T00:00:00", takenAtPrecisionMs: 86_400_000 };
  expect(mergeSidecarFacts([exact, rough])).toMatchObject({ ...exact, takenAtPrecisionMs: undefined });
  expect(mergeSidecarFacts([{ caption: "words" }, rough, exact])).toMatchObject(rough);
});

test("where one says that its tags are all, those of others are none", () => {
  const all = { tags: ["Food/Drink"], hasAllTags: true };
  expect(mergeSidecarFacts([all, { tags: ["Food/Drink", "Drink"] }]).tags).toEqual(["Food/Drink"]);
  expect(mergeSidecarFacts([{ tags: ["Drink"] }, all]).tags).toEqual(["Food/Drink"]);
  expect(mergeSidecarFacts([{ tags: ["Sea"] }, { tags: ["Lake"] }]).tags).toEqual(["Sea", "Lake"]);
});
