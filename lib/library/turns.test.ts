import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("whoever comes later waits for one request of each other user, not for all of them", () => {
  const turns = createTurns<string>();
  for (const request of ["a1", "a2", "a3"]) turns.add("a", request);
  expect(turns.take()).toBe("a1");
  turns.add("b", "b1");
  turns.add("b", "b2");
  expect(Array.from({ length: 5 }, () => turns.take())).toEqual(["a2", "b1", "a3", "b2", undefined]);
});
