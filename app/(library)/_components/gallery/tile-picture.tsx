"use client";

import { useEffect, useRef, useState } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { usePictureRetry } from "../use-picture-retry.ts";
import { describePhoto } from "./describe-photo.ts";
import { knownPlaceholder, toMeanColour, toPlaceholder } from "./placeholder.ts";

const IDLE_LIMIT_MS = 300;

interface TilePictureProps {
  view: ImageListItem;
  isEager: boolean;
  /** Called when the picture does not load. */
  onImageError?: () => void;
}

/** The picture of a tile, which is a size container where the picture is turned, over its blurred preview, which shows until the picture has been decoded. */
export function TilePicture({ view, isEager, onImageError }: TilePictureProps) {
  const picture = useRef<HTMLImageElement>(null);
  const t = useTranslations("gallery");
  const [isLoaded, setLoaded] = useState(false);
  const { thumbnail, medium } = view.renditions;
  const best = medium ?? thumbnail;
  const { isBroken, fail } = usePictureRetry(best?.url);
  const noteFailure = () => {
    fail();
    onImageError?.();
  };
  // What failed before the page's scripts ran sent its event to nobody.
  // biome-ignore lint/correctness/useExhaustiveDependencies: later failures send their events to onError
  useEffect(() => {
    if (!picture.current?.complete) return;
    if (picture.current.naturalWidth === 0) noteFailure();
    else setLoaded(true);
  }, []);

  // Previews take a millisecond each, so that a screen of them would be felt: the browser draws mean colours first.
  const isOnServer = typeof window === "undefined";
  const [placeholder, setPlaceholder] = useState(() => (isOnServer ? toPlaceholder : knownPlaceholder)(view.thumbhash));
  const isPreviewWanted = placeholder === undefined && !isLoaded;
  useEffect(() => {
    if (isPreviewWanted) return whenIdle(() => setPlaceholder(toPlaceholder(view.thumbhash)));
  }, [isPreviewWanted, view.thumbhash]);

  if (!best) return null;
  const preview = placeholder
    ? { backgroundImage: `url(${placeholder})` }
    : { backgroundColor: toMeanColour(view.thumbhash) };
  const shared = { "data-rotation": view.rotation, suppressHydrationWarning: true };
  const alt = describePhoto(view, t);
  if (isBroken) {
    return (
      <span {...shared} role="img" aria-label={alt} className="absolute inset-0 bg-cover bg-center" style={preview} />
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
    <img
      ref={picture}
      src={best.url}
      width={best.width}
      height={best.height}
      alt={alt}
      decoding="async"
      loading={isEager ? "eager" : "lazy"}
      draggable={false}
      onLoad={() => setLoaded(true)}
      onError={noteFailure}
      className={`absolute inset-0 size-full object-cover text-transparent ${
        isLoaded && view.transparent ? "checkerboard" : "bg-cover bg-center"
      }`}
      // Once the picture is there, whatever is behind it would show through it.
      style={isLoaded ? {} : preview}
      // The last digits of the preview's colours may differ between the server's arithmetic and the browser's.
      {...shared}
    />
  );
}

/** Runs `act` when the browser has nothing else to do. Returns what takes that back. */
function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback !== "function") {
    const timer = setTimeout(act, IDLE_LIMIT_MS);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(act);
  return () => cancelIdleCallback(request);
}
