import { expect, test, vi } from "vitest";
import { AppError, isAppError } from "./errors.ts";

test("a refusal is known for one by every instance of the module", async () => {
  vi.resetModules();
  const other = await import("./errors.ts");
  const error: unknown = new other.AppError("invalid_cursor", "Start again without it.");
  expect(error instanceof AppError).toBe(false);
  expect(isAppError(error, "invalid_cursor")).toBe(true);
  expect(isAppError(error, "not_found")).toBe(false);
  expect(isAppError(new Error("AppError"))).toBe(false);
});
