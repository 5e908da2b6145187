import { afterEach, expect, test, vi } from "vitest";
import { createTelemetry } from "./telemetry.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The JSON lines that CloudWatch would get. */
function captureLines(): () => Record<string, unknown>[] {
  // Has lines written through the console that a test can listen to; for metrics it would mean silence.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  const lines: string[] = [];
  for (const method of ["log", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line: unknown) => {
      lines.push(String(line));
    });
  }
  return () => lines.map((line) => JSON.parse(line));
}

const context = { imageId: "IMAGE", userId: "USER", attempt: 2, traceId: "TRACE" };

test("a line names the image, its user, the attempt and the trace", () => {
  const lines = captureLines();
  createTelemetry().warn("failed", { ...context, code: "corrupt_image" });
  expect(lines()).toEqual([
    expect.objectContaining({ ...context, level: "WARN", message: "failed", code: "corrupt_image" }),
  ]);
});

test("metrics are counted in EMF, failures by their code", () => {
  const lines = captureLines();
  const telemetry = createTelemetry();
  telemetry.countRendered({ decodeMs: 80, renderMs: 120, inputBytes: 3_000_000, eventAgeMs: 40 });
  telemetry.countFailed("timed_out");
  telemetry.countDuplicate();
  telemetry.flush();
  const [byCode, all] = lines();
  expect(byCode).toMatchObject({ code: "timed_out", FailedByCode: 1 });
  expect(all).toMatchObject({
    service: "thumbnail-worker",
    Rendered: 1,
    Failed: 1,
    Duplicates: 1,
    DecodeTime: 80,
    RenderTime: 120,
    InputBytes: 3_000_000,
    EventAge: 40,
  });
  expect(all).not.toHaveProperty("code");
});
