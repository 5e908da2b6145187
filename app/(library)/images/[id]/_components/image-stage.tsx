"use client";

import { CircleAlert, LoaderCircle, RotateCw } from "lucide-react";
import { buttonClass } from "#app/_components/button-class.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { toPlaceholder } from "../../../_components/gallery/placeholder.ts";

/** The picture as large as the space and the picture allow, or why there is none. */
export function ImageStage({ image, onRetry }: { image: ImageView; onRetry: () => void }) {
  if (image.status === "failed") {
    return (
      <div className="grid size-full place-items-center p-8">
        <div className="max-w-sm text-center">
          <CircleAlert className="mx-auto size-10 text-red-300" aria-hidden="true" />
          <h2 className="mt-4 text-lg font-semibold">This photo could not be shown</h2>
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
  const { large, medium, thumbnail } = image.renditions;
  const best = large ?? medium ?? thumbnail;
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
  const width = image.width ?? best.width;
  const height = image.height ?? best.height;
  const ratio = width / height;
  const placeholder = toPlaceholder(image.thumbhash);
  return (
    <div className="[container-type:size] absolute inset-0 grid place-items-center overflow-hidden px-1 pb-2">
      {/* biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer */}
      <img
        src={best.url}
        {...(medium && large && !isSame(medium, large)
          ? { srcSet: `${medium.url} ${medium.width}w, ${large.url} ${large.width}w`, sizes: "100vw" }
          : {})}
        width={best.width}
        height={best.height}
        alt={image.fileName}
        decoding="async"
        fetchPriority="high"
        className="bg-cover bg-center"
        style={{
          width: `min(100cqw, calc(100cqh * ${ratio}), ${width}px)`,
          height: "auto",
          aspectRatio: `${width} / ${height}`,
          ...(placeholder ? { backgroundImage: `url(${placeholder})` } : {}),
        }}
        suppressHydrationWarning
      />
    </div>
  );
}

function isSame(one: { width: number; height: number }, other: { width: number; height: number }): boolean {
  return one.width === other.width && one.height === other.height;
}
