import type { CSSProperties } from "react";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { toPlaceholder } from "#app/(library)/_components/gallery/placeholder.ts";
import type { SharedImage } from "#lib/shares/shared-api.ts";

/** Those at the top are there at once. */
const EAGER = 12;
/** Very long and very high pictures are cropped, so that rows keep their height. */
const [MIN_RATIO, MAX_RATIO] = [0.5, 2.6];

/** Photos in rows of one height, each a link to a page of its own; laid out by the style sheet alone. */
export async function SharedGrid({ token, images }: { token: string; images: SharedImage[] }) {
  const t = await getTranslations("shared");
  return (
    <ul className="flex flex-wrap gap-0.5 after:grow-1000 after:content-[''] sm:gap-1">
      {images.map((image, index) => (
        <li
          key={image.id}
          style={{ "--ratio": toRatio(image) } as CSSProperties}
          className="grow-[var(--ratio)] basis-[calc(var(--ratio)*7.5rem)] sm:basis-[calc(var(--ratio)*14rem)]"
        >
          <a
            href={`/s/${token}/${image.id}`}
            className="[container-type:size] relative block aspect-[var(--ratio)] overflow-hidden bg-raised"
          >
            <Picture image={image} name={image.fileName ?? t("photo")} isEager={index < EAGER} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Picture({ image, name, isEager }: { image: SharedImage; name: string; isEager: boolean }) {
  const { medium, thumbnail } = image.renditions;
  const best = medium ?? thumbnail;
  if (!best) return null;
  const placeholder = image.transparent ? undefined : toPlaceholder(image.thumbhash);
  return (
    // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
    <img
      src={best.url}
      width={best.width}
      height={best.height}
      alt={name}
      decoding="async"
      data-rotation={image.rotation}
      loading={isEager ? "eager" : "lazy"}
      className={`absolute inset-0 size-full object-cover ${image.transparent ? "checkerboard" : "bg-cover bg-center"}`}
      style={placeholder ? { backgroundImage: `url(${placeholder})` } : {}}
    />
  );
}

function toRatio({ width, height }: SharedImage): number {
  if (width === undefined || height === undefined) return 1;
  return Math.round(Math.min(MAX_RATIO, Math.max(MIN_RATIO, width / height)) * 1000) / 1000;
}
