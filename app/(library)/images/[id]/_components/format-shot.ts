import { type CaptureTimeSource, ownOffset, toWallClockMs } from "#lib/images/capture-time.ts";
import type { Position, Shot } from "#lib/images/image.ts";
import type { ImageView } from "#lib/images/image-view.ts";

const names: Record<string, string> = {
  "image/jpeg": "JPEG",
  "image/heic": "HEIC",
  "image/heif": "HEIF",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/avif": "AVIF",
  "image/gif": "GIF",
  "image/tiff": "TIFF",
};

export function nameOfType(contentType: string): string {
  return names[contentType] ?? contentType;
}

const MINUS_SIGN = "\u2212";

const dateAndTime = new Intl.DateTimeFormat("en", {
  weekday: "short",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});

/** The time on the clock where the photo was taken, whatever the reader's own time zone is. */
export function formatCaptureTime(takenAt: string, takenOffset?: string): string {
  const wallClock = toWallClockMs(takenAt, takenOffset);
  if (Number.isNaN(wallClock)) return takenAt;
  const offset = takenOffset ?? ownOffset(takenAt);
  if (offset === undefined) return dateAndTime.format(wallClock);
  // A line may break after a hyphen, and never after a minus sign.
  return `${dateAndTime.format(wallClock)} (UTC${offset === "Z" ? "" : offset.replace("-", MINUS_SIGN)})`;
}

const timeSources: Record<CaptureTimeSource, string> = {
  owner: "Set by you",
  exif_original: "Recorded by the camera",
  exif_digitized: "When it was digitized, as recorded in EXIF",
  xmp: "From the file's XMP",
  iptc: "From the file's IPTC data",
  gps: "From the GPS receiver",
  exif_modified: "When the file was last changed, as recorded in EXIF",
  png: "From the PNG's own text",
  file_name: "From the file name",
};

/** Where a capture time comes from, and its offset where that is not the file's own. */
export function describeTimeSource({ takenAt, takenAtSource, takenOffset }: TimeParts): string | undefined {
  const isOfPlace = takenAt !== undefined && takenOffset !== undefined && takenOffset !== ownOffset(takenAt);
  const parts = [takenAtSource && timeSources[takenAtSource], isOfPlace && "time zone of the place"].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : undefined;
}

type TimeParts = Pick<ImageView, "takenAt" | "takenAtSource" | "takenOffset">;

/** "1/250 s · f/2.8 · 50 mm · ISO 200", as far as known. */
export function formatExposure({ exposureTime, fNumber, focalLength, iso }: Shot): string {
  const parts = [
    exposureTime && (exposureTime < 0.4 ? `1/${Math.round(1 / exposureTime)} s` : `${round(exposureTime)} s`),
    fNumber && `f/${round(fNumber)}`,
    focalLength && `${round(focalLength)} mm`,
    iso && `ISO ${iso}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** "48.85837° N, 2.29448° E" */
export function formatPosition({ latitude, longitude }: Position): string {
  const degrees = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
  return `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`;
}

function round(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
