import type { AlbumView } from "#lib/albums/album-api.ts";
import { toPlaceholder } from "../../../_components/gallery/placeholder.ts";

/** The square picture of an album, over its blurred preview; an empty square where there is none. */
export function AlbumCover({ cover }: Pick<AlbumView, "cover">) {
  const picture = cover?.renditions.medium ?? cover?.renditions.thumbnail;
  const placeholder = toPlaceholder(cover?.thumbhash);
  return (
    <span className="[container-type:size] relative block aspect-square overflow-hidden rounded-xl bg-raised">
      {picture && (
        // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
        <img
          src={picture.url}
          alt=""
          loading="lazy"
          data-rotation={cover?.rotation}
          className="size-full bg-cover bg-center object-cover"
          style={placeholder ? { backgroundImage: `url(${placeholder})` } : {}}
          // The last digits of the preview's colours may differ between the server's arithmetic and the browser's.
          suppressHydrationWarning
        />
      )}
    </span>
  );
}
