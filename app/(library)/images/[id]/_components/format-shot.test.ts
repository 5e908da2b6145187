import { describe, expect, it } from "vitest";
import { createTranslator } from "#app/_messages/create-translator.ts";
import { viewer as german } from "#app/_messages/de/viewer.ts";
import { viewer } from "#app/_messages/en/viewer.ts";
import { describeTimeSource, formatCaptureTime, formatExposure, formatPosition } from "./format-shot.ts";

const t = createTranslator<typeof viewer>("en", viewer);

describe("formatCaptureTime", () => {
  it("shows the camera's clock, with its offset where the camera noted one", () => {
    expect(formatCaptureTime("2024-05-01T10:00:00+02:00", undefined, "en")).toBe(
      "Wed, May 1, 2024 at 10:00 AM (UTC+02:00)",
    );
    expect(formatCaptureTime("2024-05-01T23:59:59", undefined, "en")).toBe("Wed, May 1, 2024 at 11:59 PM");
  });

  it("writes an offset to the west with a minus sign, at which no line breaks", () => {
    expect(formatCaptureTime("2020-05-04T18:39:00-04:00", undefined, "en")).toBe(
      "Mon, May 4, 2020 at 6:39 PM (UTC\u221204:00)",
    );
  });

  it("shows the clock of the place for a time that the file gives in UTC", () => {
    expect(formatCaptureTime("2023-12-31T20:30:00Z", "+09:00", "en")).toBe(
      "Mon, January 1, 2024 at 5:30 AM (UTC+09:00)",
    );
    expect(formatCaptureTime("2023-12-31T20:30:00.250Z", undefined, "en")).toBe(
      "Sun, December 31, 2023 at 8:30 PM (UTC)",
    );
  });

  it("has the clock of the reader's country", () => {
    expect(formatCaptureTime("2024-05-01T20:00:00+02:00", undefined, "en-GB")).toBe(
      "Wed, 1 May 2024 at 20:00 (UTC+02:00)",
    );
    expect(formatCaptureTime("2024-05-01T08:00:00+02:00", undefined, "de-AT")).toContain("08:00");
  });

  it("shows what it cannot read as it is", () => {
    expect(formatCaptureTime("some day", undefined, "en")).toBe("some day");
  });
});

describe("describeTimeSource", () => {
  it("says where the time comes from, and when its offset is only that of the place", () => {
    const takenAtSource = "exif_original";
    const takenAt = "2024-05-01T10:00:00";
    expect(describeTimeSource({ takenAt, takenAtSource }, t)).toBe("Recorded by the camera");
    expect(describeTimeSource({ takenAt, takenAtSource, takenOffset: "+02:00" }, t)).toBe(
      "Recorded by the camera, time zone of the place",
    );
    expect(describeTimeSource({ takenAt: `${takenAt}+02:00`, takenAtSource, takenOffset: "+02:00" }, t)).toBe(
      "Recorded by the camera",
    );
    expect(describeTimeSource({}, t)).toBeUndefined();
  });
});

describe("formatExposure", () => {
  it("writes short times as fractions and leaves out what is unknown", () => {
    expect(formatExposure({ exposureTime: 0.004, fNumber: 2.8, focalLength: 50, iso: 200 }, "en")).toBe(
      "50 mm · f/2.8 · 1/250 s · ISO 200",
    );
    expect(formatExposure({ exposureTime: 2.5 }, "en")).toBe("2.5 s");
    expect(formatExposure({}, "en")).toBe("");
  });
});

describe("formatPosition", () => {
  it("names the hemispheres and needs both numbers", () => {
    expect(formatPosition({ latitude: -33.8568, longitude: 151.2153 }, t)).toBe("33.85680° S, 151.21530° E");
    expect(formatPosition({ latitude: 0, longitude: -0.5 }, t)).toBe("0.00000° N, 0.50000° W");
  });
});

describe("in German", () => {
  it("writes times, decimals and hemispheres as Germans do", () => {
    const inGerman = createTranslator<typeof viewer>("de", german as typeof viewer);
    expect(formatCaptureTime("2024-05-01T10:00:00+02:00", undefined, "de")).toBe(
      "Mi., 1. Mai 2024 um 10:00 (UTC+02:00)",
    );
    expect(formatExposure({ exposureTime: 2.5, fNumber: 2.8 }, "de")).toBe("f/2,8 · 2,5 s");
    expect(formatPosition({ latitude: 48.85837, longitude: 2.29448 }, inGerman)).toBe("48,85837° N, 2,29448° O");
  });
});
