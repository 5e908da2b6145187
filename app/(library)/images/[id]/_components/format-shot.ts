import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { ownOffset, toWallClockMs } from "#lib/images/capture-time.ts";
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

type Words = Translator<Catalogue["viewer"]>;

const dateAndTime = {
  weekday: "short",
  day: "numeric",
  month: "long",
  year: "numeric",
  minute: "2-digit",
  timeZone: "UTC",
} as const;

/** The time on the clock where the photo was taken, whatever the reader's own time zone is. */
export function formatCaptureTime(takenAt: string, takenOffset: string | undefined, locale: string): string {
  const wallClock = toWallClockMs(takenAt, takenOffset);
  if (Number.isNaN(wallClock)) return takenAt;
  // Node has a narrow space before AM and PM, where Chromium has a common one.
  const time = new Date(wallClock)
    .toLocaleString(locale, { ...dateAndTime, hour: hourOf(locale) })
    .replaceAll("\u202F", " ");
  const offset = takenOffset ?? ownOffset(takenAt);
  if (offset === undefined) return time;
  // A line may break after a hyphen, and never after a minus sign.
  return `${time} (UTC${offset === "Z" ? "" : offset.replace("-", MINUS_SIGN)})`;
}

/** "8 AM", but "08" where the day has 24 hours. */
function hourOf(locale: string): "numeric" | "2-digit" {
  return new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit";
}

/** Where a capture time comes from, and its offset where that is not the file's own. */
export function describeTimeSource({ takenAt, takenAtSource, takenOffset }: TimeParts, t: Words): string | undefined {
  const isOfPlace = takenAt !== undefined && takenOffset !== undefined && takenOffset !== ownOffset(takenAt);
  const parts = [takenAtSource && t(takenAtSource), isOfPlace && t("zoneOfPlace")].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : undefined;
}

type TimeParts = Pick<ImageView, "takenAt" | "takenAtSource" | "takenOffset">;

/** "50 mm · f/2.8 · 1/250 s · ISO 200", as far as known. */
export function formatExposure({ exposureTime, fNumber, focalLength, iso }: Shot, locale: string): string {
  const round = (value: number) => value.toLocaleString(locale, { maximumFractionDigits: 1, useGrouping: false });
  const parts = [
    focalLength && `${round(focalLength)} mm`,
    fNumber && `f/${round(fNumber)}`,
    exposureTime && (exposureTime < 0.4 ? `1/${Math.round(1 / exposureTime)} s` : `${round(exposureTime)} s`),
    iso && `ISO ${iso}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** "48.85837° N, 2.29448° E", in German "48,85837° N, 2,29448° O" */
export function formatPosition({ latitude, longitude }: Position, t: Words): string {
  const digits = { minimumFractionDigits: 5, maximumFractionDigits: 5 };
  const degrees = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toLocaleString(t.locale, digits)}° ${value < 0 ? negative : positive}`;
  return `${degrees(latitude, t("north"), t("south"))}, ${degrees(longitude, t("east"), t("west"))}`;
}
