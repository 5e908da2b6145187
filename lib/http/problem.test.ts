import { expect, test, vi } from "vitest";
import { AppError } from "#lib/errors.ts";
import { problemResponse } from "./problem.ts";

const request = new Request("https://photos.example.org/api/images?q=secret");

test("an error of ours is logged as the other parts log theirs, and under the incident that the client is given", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const response = problemResponse(new Error("table away"), request);
  const { incident, detail } = (await response.json()) as { incident: string; detail: string };
  expect(detail).not.toContain("table");
  expect(log).toHaveBeenCalledOnce();
  expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
    level: "ERROR",
    message: "request failed",
    path: "/api/images",
    incident,
    reason: expect.stringContaining("table away"),
  });
  log.mockRestore();
});

test("a refusal is not logged", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(problemResponse(new AppError("not_found", "There is no such image."), request).status).toBe(404);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
});
