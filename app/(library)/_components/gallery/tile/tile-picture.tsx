"use client";

import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useMissedEvents } from "../../use-missed-events.ts";
import { usePictureRetry } from "../../use-picture-retry.ts";
import { isMotionReduced } from "../is-motion-reduced.ts";
import { describePhoto } from "./describe-photo.ts";
import { knownPlaceholder, toMeanColour, toPlaceholder } from "./placeholder.ts";

const IDLE_LIMIT_MS = 300;
/** A picture that comes sooner, out of the browser's cache, is simply there. */
const UNFELT_MS = 100;

interface TilePictureProps {
  view: ImageListItem;
  /**
   * Whether it is far down in the page that the server sends: it comes after what is above it, and without a preview.
   */
  isLate: boolean;
  /** Called when the picture does not load. */
  onImageError?: () => void;
}

/**
 * The picture of a tile, which is a size container where the picture is turned, over its blurred preview, which shows
 * until the picture has been decoded.
 */
export function TilePicture({ view, isLate, onImageError }: TilePictureProps) {
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
  /** What was behind a picture that one had to wait for, over which it fades in. */
  const [fading, setFading] = useState<Pick<CSSProperties, "backgroundImage" | "backgroundColor">>();
  const drawnAt = useRef(Number.POSITIVE_INFINITY);
  const noteLoaded = () => {
    setLoaded(true);
    if (!picture.current) return;
    const { style } = picture.current;
    const isFelt = performance.now() - drawnAt.current > UNFELT_MS && !isMotionReduced();
    if (isFelt) setFading({ backgroundImage: style.backgroundImage, backgroundColor: style.backgroundColor });
    // React knows nothing of the preview that the server drew.
    style.backgroundImage = "";
  };
  useMissedEvents(picture, {
    onLoad: noteLoaded,
    onError: noteFailure,
    onPending: () => {
      drawnAt.current = performance.now();
    },
  });

  // Previews take a millisecond each, so that a screen of them would be felt: mean colours are drawn first.
  const isWithPreview = typeof window === "undefined" && !isLate;
  const [placeholder, setPlaceholder] = useState(() =>
    (isWithPreview ? toPlaceholder : knownPlaceholder)(view.thumbhash),
  );
  const isPreviewWanted = placeholder === undefined && !isLoaded;
  useEffect(() => {
    // Of a picture that failed, what the server drew behind it is gone with its element.
    if (!isPreviewWanted || (!isBroken && picture.current?.style.backgroundImage)) return;
    return whenIdle(() => setPlaceholder(toPlaceholder(view.thumbhash)));
  }, [isPreviewWanted, isBroken, view.thumbhash]);

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
    <>
      {/* biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer */}
      <img
        ref={picture}
        src={best.url}
        alt={alt}
        decoding="async"
        loading={isLate ? "lazy" : undefined}
        fetchPriority={isLate ? "low" : undefined}
        draggable={false}
        onLoad={noteLoaded}
        onError={noteFailure}
        className={isLoaded && view.transparent ? "tile-picture checkerboard" : "tile-picture bg-cover bg-center"}
        // Once the picture is there, whatever is behind it would show through it.
        style={isLoaded ? {} : preview}
        // The server draws a preview where the browser begins with a colour.
        {...shared}
      />
      {fading && (
        <span
          {...shared}
          aria-hidden="true"
          className="absolute inset-0 animate-fade-out bg-cover bg-center"
          style={fading}
          onAnimationEnd={() => setFading(undefined)}
        />
      )}
    </>
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
