import { expect, test } from "vitest";
import { mergeSidecarFacts } from "./sidecar-facts.ts";

test("how exact a time is belongs to that time alone", () => {
  const exact = { takenAt: "2021-05-07T10:00:00" };
  const rough = { takenAt: "2021-05-07T00:00:00", takenAtPrecisionMs: 86_400_000 };
  expect(mergeSidecarFacts([exact, rough])).toMatchObject({ ...exact, takenAtPrecisionMs: undefined });
  expect(mergeSidecarFacts([{ caption: "words" }, rough, exact])).toMatchObject(rough);
});
