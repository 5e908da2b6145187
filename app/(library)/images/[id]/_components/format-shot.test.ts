import { describe, expect, it } from "vitest";
import { formatCaptureTime, formatExposure, formatPlace } from "./format-shot.ts";

describe("formatCaptureTime", () => {
  it("shows the camera's clock, with its offset where the camera noted one", () => {
    expect(formatCaptureTime("2024-05-01T10:00:00+02:00")).toBe("Wed, May 1, 2024 at 10:00 (UTC+02:00)");
    expect(formatCaptureTime("2024-05-01T23:59:59")).toBe("Wed, May 1, 2024 at 23:59");
  });

  it("shows what it cannot read as it is", () => {
    expect(formatCaptureTime("some day")).toBe("some day");
  });
});

describe("formatExposure", () => {
  it("writes short times as fractions and leaves out what is unknown", () => {
    expect(formatExposure({ exposureTime: 0.004, fNumber: 2.8, focalLength: 50, iso: 200 })).toBe(
      "1/250 s · f/2.8 · 50 mm · ISO 200",
    );
    expect(formatExposure({ exposureTime: 2.5 })).toBe("2.5 s");
    expect(formatExposure({})).toBe("");
  });
});

describe("formatPlace", () => {
  it("names the hemispheres and needs both numbers", () => {
    expect(formatPlace({ latitude: -33.8568, longitude: 151.2153 })).toBe("33.85680° S, 151.21530° E");
    expect(formatPlace({ latitude: 0, longitude: -0.5 })).toBe("0.00000° N, 0.50000° W");
    expect(formatPlace({ latitude: 1 })).toBeUndefined();
  });
});
