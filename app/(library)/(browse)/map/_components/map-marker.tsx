"use client";

import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { MapView } from "#lib/library/map-api.ts";
import { nameCountry } from "#lib/places/country-name.ts";
import { pictureBackground } from "../../../_components/picture-background.ts";

type Cluster = MapView["clusters"][number];

/** A cluster at its place on the screen; it leads to its photos, or to the photo that it is. */
export function MapMarker({ cluster, at }: { cluster: Cluster; at: { left: number; top: number } }) {
  const { count, box, image } = cluster;
  const t = useTranslations("common");
  const area = `box=${box.join(",")}`;
  const where = image.place && (image.place.city ?? nameCountry(image.place.country ?? "", t.language));
  const { className, style } = pictureBackground(image);
  const label = [count > 1 ? t("photos", { count }) : image.fileName, where].filter(Boolean).join(", ");
  return (
    <li className="absolute" style={{ transform: `translate(${at.left}px, ${at.top}px)` }}>
      <Link
        href={count > 1 ? `/search?${area}` : `/images/${image.id}?${area}`}
        aria-label={label}
        title={label}
        className="[container-type:size] absolute -top-6 -left-6 block size-12 rounded-xl border-2 border-surface bg-raised shadow-float hover:z-10 focus-visible:z-10"
      >
        {image.thumbnail && (
          // biome-ignore lint/performance/noImgElement: pictures come from the bucket as they are
          <img
            src={image.thumbnail}
            alt=""
            draggable={false}
            data-rotation={image.rotation}
            className={`size-full rounded-[0.625rem] object-cover ${className}`}
            style={style}
            suppressHydrationWarning
          />
        )}
        {count > 1 && (
          <span className="tabular absolute -top-2 -right-2 rounded-full bg-accent px-1.5 text-xs leading-5 font-semibold text-on-accent">
            {formatCount(count, t.locale)}
          </span>
        )}
      </Link>
    </li>
  );
}
