import type { Catalogue, Translator } from "#app/_messages/message.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { nameCountry } from "#lib/places/country-name.ts";
import { toTime } from "./image-time.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

type Photo = Pick<
  ImageListItem,
  "fileName" | "title" | "takenAt" | "takenOffset" | "uploadedAt" | "place" | "favourite"
>;

/**
 * A photo for those who do not see it: "1 May 2024, 10:00, Oslo, Norway, favourite, Harbour, IMG_1234.JPG", by its own
 * clock; the title where it is known.
 */
export function describePhoto(photo: Photo, t: Translator<Catalogue["gallery"]>): string {
  const { place, favourite, title, fileName } = photo;
  const parts = [
    formatOf(t.locale).format(toTime(photo)),
    place?.city,
    nameCountry(place?.country ?? "", t.language),
    favourite && t("favourite"),
    title,
    fileName,
  ];
  return parts.filter(Boolean).join(", ");
}

function formatOf(locale: string): Intl.DateTimeFormat {
  const known = formats.get(locale);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  formats.set(locale, format);
  return format;
}
