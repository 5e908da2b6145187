"use client";

import { CircleAlert, LoaderCircle, RotateCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { toPlaceholder } from "../../../_components/gallery/placeholder.ts";
import { toSrcSet } from "../../../_components/gallery/src-set.ts";

type RenditionView = NonNullable<ImageView["renditions"]["large"]>;

/** The picture as large as the space and the picture allow, or why there is none. */
export function ImageStage({ image, onRetry }: { image: ImageView; onRetry: () => void }) {
  if (image.status === "failed") {
    return (
      <div className="grid size-full place-items-center p-8">
        <div className="max-w-sm text-center">
          <CircleAlert className="mx-auto size-10 text-red-300" aria-hidden="true" />
          <h2 className="mt-4 text-lg font-semibold">This photo can't be shown</h2>
          <p className="mt-2 text-white/80">{image.failure?.message}</p>
          {image.failure?.retryable && (
            <button type="button" className={buttonClass("onDark", "medium", "mt-5 bg-white/10")} onClick={onRetry}>
              <RotateCw className="size-4" aria-hidden="true" />
              Retry
            </button>
          )}
        </div>
      </div>
    );
  }
  const best = image.renditions.large ?? image.renditions.medium ?? image.renditions.thumbnail;
  if (image.status !== "ready" || !best) {
    return (
      <div role="status" className="grid size-full place-items-center p-8">
        <div className="text-center text-white/80">
          <LoaderCircle className="mx-auto size-8 animate-spin" aria-hidden="true" />
          <p className="mt-4">Processing this photo</p>
        </div>
      </div>
    );
  }
  return <StagedPicture image={image} best={best} />;
}

/** The picture over its blurred preview, which goes when the picture is there. */
function StagedPicture({ image, best }: { image: ImageView; best: RenditionView }) {
  const picture = useRef<HTMLImageElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  // What loaded before the page's scripts ran sent its event to nobody.
  useEffect(() => {
    if (picture.current?.complete && picture.current.naturalWidth > 0) setLoaded(true);
  }, []);
  const { full, large, medium } = image.renditions;
  // The full one is a JPEG, in which paper stands for what is transparent.
  const srcSet = toSrcSet([medium, large, image.transparent ? undefined : full]);
  const width = image.width ?? best.width;
  const height = image.height ?? best.height;
  const ratio = width / height;
  const placeholder = toPlaceholder(image.thumbhash);
  return (
    <div className="[container-type:size] absolute inset-0 grid place-items-center overflow-hidden px-1 pb-2">
      {/* biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer */}
      <img
        ref={picture}
        src={best.url}
        {...(srcSet ? { srcSet, sizes: "100vw" } : {})}
        width={best.width}
        height={best.height}
        alt={image.fileName}
        decoding="async"
        fetchPriority="high"
        onLoad={() => setLoaded(true)}
        className={isLoaded && image.transparent ? "checkerboard" : "bg-cover bg-center"}
        style={{
          width: `min(100cqw, calc(100cqh * ${ratio}), ${width}px)`,
          height: "auto",
          aspectRatio: `${width} / ${height}`,
          ...(placeholder && !isLoaded ? { backgroundImage: `url(${placeholder})` } : {}),
        }}
        suppressHydrationWarning
      />
    </div>
  );
}
