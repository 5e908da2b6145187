"use client";

import { isModifiedClick } from "#app/_components/is-modified-click.ts";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { CoverPicture } from "../../../_components/cover-picture.tsx";
import { describePhoto } from "../../../_components/gallery/tile/describe-photo.ts";
import { fadingClass } from "./fading-class.ts";
import type { Leafing } from "./use-paging.ts";

interface FilmstripProps {
  around: Leafing["around"];
  toPath: (id: string) => string;
  onPick: (id: string) => void;
}

/** Thumbnails of the photos around the current one, which is in the middle. */
export function Filmstrip({ around, toPath, onPick }: FilmstripProps) {
  const t = useTranslations("viewer");
  const words = useTranslations("gallery");
  if (around.length < 2) return null;
  return (
    <nav
      aria-label={t("around")}
      data-controls="fading"
      className={`relative h-16 shrink-0 overflow-hidden max-sm:h-14 max-lg:group-data-over-sheet/viewer:hidden ${fadingClass}`}
    >
      {around.map(({ image, offset }) => (
        <Link
          key={image.id}
          href={toPath(image.id)}
          replace
          aria-label={describePhoto(image, words)}
          aria-current={offset === 0 ? "true" : undefined}
          tabIndex={-1}
          draggable={false}
          onClick={(event) => {
            if (isModifiedClick(event)) return;
            event.preventDefault();
            if (offset !== 0) onPick(image.id);
          }}
          className="[container-type:size] absolute top-1 left-1/2 size-12 -ml-6 overflow-hidden rounded-md bg-white/10 opacity-60 transition duration-150 hover:opacity-100 aria-[current]:opacity-100 aria-[current]:ring-2 aria-[current]:ring-white"
          style={{ translate: `calc(${offset} * 3.25rem)` }}
        >
          <CoverPicture image={image} rendition="thumbnail" />
        </Link>
      ))}
    </nav>
  );
}
