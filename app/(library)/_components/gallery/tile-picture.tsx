"use client";

import { useEffect, useRef, useState } from "react";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { toPlaceholder } from "./placeholder.ts";

interface TilePictureProps {
  view: ImageListItem;
  isEager: boolean;
  /** Called when the picture does not load. */
  onImageError?: () => void;
}

/** The picture of a tile over its blurred preview, which shows until the picture has been decoded. */
export function TilePicture({ view, isEager, onImageError }: TilePictureProps) {
  const picture = useRef<HTMLImageElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  // What failed before the page's scripts ran sent its event to nobody.
  // biome-ignore lint/correctness/useExhaustiveDependencies: later failures send their events to onError
  useEffect(() => {
    if (!picture.current?.complete) return;
    if (picture.current.naturalWidth === 0) onImageError?.();
    else setLoaded(true);
  }, []);

  const { thumbnail, medium } = view.renditions;
  const best = medium ?? thumbnail;
  if (!best) return null;
  const placeholder = toPlaceholder(view.thumbhash);
  return (
    // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
    <img
      ref={picture}
      src={best.url}
      width={best.width}
      height={best.height}
      alt={view.fileName}
      decoding="async"
      loading={isEager ? "eager" : "lazy"}
      draggable={false}
      onLoad={() => setLoaded(true)}
      onError={onImageError}
      className={`absolute inset-0 size-full object-cover ${
        isLoaded && view.transparent ? "checkerboard" : "bg-cover bg-center"
      }`}
      // Once the picture is there, whatever is behind it would show through it.
      style={placeholder && !isLoaded ? { backgroundImage: `url(${placeholder})` } : {}}
      // The last digits of the preview's colours may differ between the server's arithmetic and the browser's.
      suppressHydrationWarning
    />
  );
}
