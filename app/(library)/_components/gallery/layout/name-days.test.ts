import { expect, test } from "vitest";
import { nameDays } from "./name-days.ts";

const at = (time: string) => Date.parse(`${time}Z`);

test("photos of one day have its name, those of more from which to which", () => {
  expect(nameDays(at("2024-05-18T00:00"), at("2024-05-18T23:59"), "en-US")).toBe("Sat 18");
  expect(nameDays(at("2024-05-16T10:00"), at("2024-05-18T09:00"), "en-GB")).toBe("Thu 16 – Sat 18");
  expect(nameDays(at("2024-05-16T10:00"), at("2024-05-18T09:00"), "de")).toBe("Do 16 – Sa 18");
});
