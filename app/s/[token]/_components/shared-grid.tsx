import type { CSSProperties } from "react";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { nameOfPeriod } from "#app/(library)/_components/gallery/layout/period-name.ts";
import { toAspectRatio } from "#app/(library)/_components/gallery/list/gallery-image.ts";
import { toMeanColour, toPlaceholder } from "#app/(library)/_components/gallery/tile/placeholder.ts";
import type { SharedImage } from "#lib/shares/shared-api.ts";

/** Those at the top are there at once. */
const EAGER = 12;
/** Those further down have the mean colour behind them: blurred previews are dear to draw, and to send. */
const WITH_PREVIEW = 24;

interface SharedGridProps {
  token: string;
  images: SharedImage[];
  /** Of the whole share; none where it does not say when photos were taken. */
  months: readonly { month: string; count: number }[];
  /** How many photos come before these. */
  start: number;
}

/**
 * Photos under their months, in rows of one height, each a link to a page of its own; laid out by the style sheet
 * alone.
 */
export async function SharedGrid({ token, images, months, start }: SharedGridProps) {
  const t = await getTranslations("shared");
  return cutByMonth(images.length, months, start).map(({ month, from, to }) => (
    <section key={month} aria-label={month === undefined ? t("photos") : undefined} className="mb-5">
      {month !== undefined && (
        <h2 className="flex h-10 items-center px-1 text-sm font-semibold tracking-tight sm:px-0">
          {nameOfPeriod(month, t.locale)}
        </h2>
      )}
      {/* What fills the last row is invisible, as it moves with each photo that a slow network brings. */}
      <ul className="growing-rows flex flex-wrap gap-0.5 after:invisible after:grow-1000 after:content-[''] sm:gap-1">
        {images.slice(from, to).map((image, at) => (
          <li
            key={image.id}
            style={{ "--ratio": toAspectRatio(image) } as CSSProperties}
            className="grow-[var(--ratio)] basis-[calc(var(--ratio)*7.5rem)] sm:basis-[calc(var(--ratio)*14rem)]"
          >
            <a
              id={image.id}
              href={`/s/${token}/${image.id}`}
              className="[container-type:size] relative block aspect-[var(--ratio)] scroll-my-24 overflow-hidden rounded-md bg-raised"
            >
              <Picture image={image} name={image.fileName ?? t("photo")} place={from + at} />
            </a>
          </li>
        ))}
      </ul>
      <span hidden />
    </section>
  ));
}

/** The months of a page of images; one part without a month where none is known. */
function cutByMonth(images: number, months: SharedGridProps["months"], start: number) {
  let before = 0;
  const parts = months.flatMap(({ month, count }) => {
    const [from, to] = [Math.max(0, before - start), Math.min(images, before + count - start)];
    before += count;
    return from < to ? [{ month, from, to }] : [];
  });
  return parts.length > 0 ? parts : [{ month: undefined, from: 0, to: images }];
}

/** `place` is how many come before it on the page. */
function Picture({ image, name, place }: { image: SharedImage; name: string; place: number }) {
  const { medium, thumbnail } = image.renditions;
  const best = medium ?? thumbnail;
  if (!best) return null;
  return (
    // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
    <img
      src={best.url}
      width={best.width}
      height={best.height}
      alt={name}
      decoding="async"
      data-rotation={image.rotation}
      loading={place < EAGER ? "eager" : "lazy"}
      className={`absolute inset-0 size-full object-cover ${image.transparent ? "checkerboard" : "bg-cover bg-center"}`}
      style={image.transparent ? {} : toBackground(image.thumbhash, place < WITH_PREVIEW)}
    />
  );
}

function toBackground(thumbhash: string | undefined, isBlurred: boolean): CSSProperties {
  const preview = isBlurred ? toPlaceholder(thumbhash) : undefined;
  return preview ? { backgroundImage: `url(${preview})` } : { backgroundColor: toMeanColour(thumbhash) };
}
