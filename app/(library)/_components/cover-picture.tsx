import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toPlaceholder } from "./gallery/placeholder.ts";

interface CoverPictureProps {
  image: Pick<ImageListItem, "renditions" | "thumbhash" | "rotation"> | undefined;
  /** The rendition that is large enough; another one where there is none. */
  rendition?: "medium" | "thumbnail";
}

/**
 * A decorative picture that fills its box over its blurred preview; nothing without an image. The box is `relative` and a
 * container whose size counts (`[container-type:size]`), by which a rotated picture is laid out.
 */
export function CoverPicture({ image, rendition = "medium" }: CoverPictureProps) {
  const { medium, thumbnail } = image?.renditions ?? {};
  const picture = rendition === "medium" ? (medium ?? thumbnail) : (thumbnail ?? medium);
  const placeholder = toPlaceholder(image?.thumbhash);
  if (!picture) return null;
  return (
    // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
    <img
      src={picture.url}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      data-rotation={image?.rotation}
      className="absolute inset-0 size-full bg-cover bg-center object-cover"
      style={placeholder ? { backgroundImage: `url(${placeholder})` } : {}}
      // The last digits of the preview's colours may differ between the server's arithmetic and the browser's.
      suppressHydrationWarning
    />
  );
}
