"use client";

import { useId, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { Link } from "#app/_components/link.tsx";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";

interface DuplicateGroupProps {
  /** The one that is proposed to be kept first. */
  images: ImageListItem[];
  isBusy: boolean;
  onDelete: (images: ImageListItem[]) => void;
}

type Words = Translator<Catalogue["duplicates"]>;

const timeOptions = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;

/** Photos that look alike, side by side; the one that is chosen stays. */
export function DuplicateGroup({ images, isBusy, onDelete }: DuplicateGroupProps) {
  const name = useId();
  const t = useTranslations("duplicates");
  const common = useTranslations("common");
  const [kept, setKept] = useState(images[0]?.id);
  const others = images.filter(({ id }) => id !== kept);
  const bytes = others.reduce((sum, image) => sum + image.bytes, 0);
  return (
    <fieldset className="rounded-2xl border border-line bg-surface p-3 sm:p-4">
      <legend className="sr-only">{t("lookAlike", { count: images.length })}</legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]">
        {images.map((image, index) => (
          <div key={image.id} className="min-w-0">
            <Link
              href={`/images/${image.id}?nearDuplicateOf=${images[0]?.id}`}
              aria-label={image.fileName}
              className={`block overflow-hidden rounded-lg bg-raised outline-offset-2 ${image.id === kept ? "ring-3 ring-accent" : "opacity-80"}`}
            >
              <Picture image={image} />
            </Link>
            <label className="mt-2 flex items-center gap-2 text-sm font-medium touch-target">
              <input
                type="radio"
                name={name}
                checked={image.id === kept}
                onChange={() => setKept(image.id)}
                className="size-4 accent-accent"
              />
              {image.id === kept ? t("keep") : common("delete")}
              {index === 0 && <span className="font-normal text-muted">{t("proposed")}</span>}
            </label>
            <p className="truncate text-sm" title={image.fileName}>
              {image.fileName}
            </p>
            <p className="tabular text-xs text-muted">
              {image.width && image.height && `${image.width} × ${image.height} · `}
              {formatBytes(image.bytes, t.locale)}
            </p>
            <p className="tabular text-xs text-muted">{describeTime(image, t)}</p>
            {describeCare(image, t) && <p className="text-xs text-muted">{describeCare(image, t)}</p>}
          </div>
        ))}
      </div>
      <div className="mt-3 flex justify-end">
        <button type="button" disabled={isBusy} className={buttonClass("dangerQuiet")} onClick={() => onDelete(others)}>
          {t("deleteOthers", { count: others.length, bytes: formatBytes(bytes, t.locale) })}
        </button>
      </div>
    </fieldset>
  );
}

function Picture({ image: { renditions, fileName, rotation, transparent } }: { image: ImageListItem }) {
  const picture = renditions.medium ?? renditions.thumbnail;
  if (!picture) return <span className="block aspect-4/3" />;
  return (
    <span className="[container-type:size] relative block aspect-4/3">
      {/* biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer */}
      <img
        src={picture.url}
        alt={fileName}
        loading="lazy"
        data-rotation={rotation}
        className={`size-full object-contain ${transparent ? "checkerboard" : ""}`}
      />
    </span>
  );
}

function describeTime({ takenAt, uploadedAt }: ImageListItem, t: Words): string {
  const timeFormat = new Intl.DateTimeFormat(t.locale, timeOptions);
  if (takenAt === undefined) return t("uploaded", { time: timeFormat.format(new Date(uploadedAt)) });
  return t("taken", { time: timeFormat.format(new Date(`${takenAt.slice(0, 19)}Z`)) });
}

/** What its owner did with it, which a copy does not have. */
function describeCare({ favourite, tags, albumIds }: ImageListItem, t: Words): string {
  const counts = [
    favourite && t("favourite"),
    albumIds.length > 0 && t("inAlbums", { count: albumIds.length }),
    tags.length > 0 && t("tags", { count: tags.length }),
  ].filter(Boolean);
  return counts.join(", ").replace(/^./, (first) => first.toUpperCase());
}
