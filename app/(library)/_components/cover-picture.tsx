import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { pictureBackground } from "./picture-background.ts";

interface CoverPictureProps {
  image: Pick<ImageListItem, "renditions" | "thumbhash" | "rotation" | "transparent"> | undefined;
  /** The rendition that is large enough; another one where there is none. */
  rendition?: "medium" | "thumbnail";
}

/**
 * A decorative picture that fills its box over what lies behind it, see pictureBackground(); nothing without an image.
 * The box is `relative` and a container whose size counts (`[container-type:size]`), by which a rotated picture is laid
 * out.
 */
export function CoverPicture({ image, rendition = "medium" }: CoverPictureProps) {
  const { medium, thumbnail } = image?.renditions ?? {};
  const picture = rendition === "medium" ? (medium ?? thumbnail) : (thumbnail ?? medium);
  if (!image || !picture) return null;
  const { className, style } = pictureBackground(image);
  return (
    // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
    <img
      src={picture.url}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      data-rotation={image.rotation}
      className={`absolute inset-0 size-full object-cover ${className}`}
      style={style}
      suppressHydrationWarning
    />
  );
}
