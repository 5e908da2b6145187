import type { Shot } from "#lib/images/image.ts";

const names: Record<string, string> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/avif": "AVIF",
  "image/gif": "GIF",
  "image/tiff": "TIFF",
};

export function nameOfType(contentType: string): string {
  return names[contentType] ?? contentType;
}

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

/** The time on the camera's clock, as it stood there, whatever the reader's own time zone is. */
export function formatCaptureTime(takenAt: string): string {
  const clock = new Date(`${takenAt.slice(0, "2024-05-01T10:00:00".length)}Z`);
  if (Number.isNaN(clock.getTime())) return takenAt;
  const offset = /[+-]\d\d:\d\d$/.exec(takenAt)?.[0];
  return dateAndTime.format(clock) + (offset ? ` (UTC${offset})` : "");
}

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
export function formatPlace({ latitude, longitude }: Shot): string | undefined {
  if (latitude === undefined || longitude === undefined) return undefined;
  const degrees = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
  return `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`;
}

function round(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
