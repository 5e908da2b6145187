"use client";

import { CircleAlert, LoaderCircle, RotateCw } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { FittedPicture } from "#app/_components/fitted-picture.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { turnSides } from "#lib/images/rotation.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { describePhoto } from "../../../_components/gallery/tile/describe-photo.ts";
import { departedUrl } from "../../../_components/gallery/tile/photo-transition.ts";
import { toPlaceholder } from "../../../_components/gallery/tile/placeholder.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { useMissedEvents } from "../../../_components/use-missed-events.ts";
import { usePictureRetry } from "../../../_components/use-picture-retry.ts";
import { SWEEP_GAP, Sweepable } from "./swipe-panes.tsx";
import { useSharpening } from "./use-sharpening.ts";
import { haveSameShape, toCloseUp, toViewerSources } from "./viewer-sources.ts";
import { Zoomable } from "./zoomable.tsx";

interface ImageStageProps {
  image: ImageListItem;
  previous: ImageListItem | undefined;
  next: ImageListItem | undefined;
  onRetry: () => void;
  /** A finger swept to the previous (-1) or next (1) image. */
  onStep: (by: -1 | 1) => boolean;
}

/**
 * An image, and the ones beside it out of sight, which are there when a finger draws them along or a step leads to
 * them.
 */
export function ImageStage({ image, previous, next, onRetry, onStep }: ImageStageProps) {
  const isInteractive = useIsInteractive();
  const panes = [
    { photo: isInteractive ? previous : undefined, offset: -1 },
    { photo: image, offset: 0 },
    { photo: isInteractive ? next : undefined, offset: 1 },
  ];
  return (
    <Sweepable shownId={image.id} hasPrevious={previous !== undefined} hasNext={next !== undefined} onStep={onStep}>
      {panes.map(
        ({ photo, offset }) =>
          photo && (
            <div
              key={photo.id}
              data-shown={offset === 0 || undefined}
              inert={offset !== 0}
              aria-hidden={offset !== 0 || undefined}
              className="absolute inset-0"
              style={offset === 0 ? {} : { transform: `translateX(calc(${offset} * (100% + ${SWEEP_GAP})))` }}
            >
              <StagedImage image={photo} isShown={offset === 0} onRetry={onRetry} />
            </div>
          ),
      )}
    </Sweepable>
  );
}

/** The picture as large as the space and the picture allow, or why there is none. */
function StagedImage(props: { image: ImageListItem; isShown: boolean; onRetry: () => void }) {
  const t = useTranslations("viewer");
  const failures = useTranslations("failures");
  const { image, isShown, onRetry } = props;
  if (image.status === "failed") {
    return (
      <div className="grid size-full place-items-center p-8">
        <div className="max-w-sm text-center">
          <CircleAlert className="mx-auto size-10 text-red-300" aria-hidden="true" />
          <h2 className="mt-4 text-lg font-semibold">{t("notShown")}</h2>
          <p className="mt-2 text-white/80">{image.failure && failures(image.failure.code)}</p>
          {image.failure?.retryable && (
            <button type="button" className={buttonClass("onDark", "medium", "mt-5 bg-white/10")} onClick={onRetry}>
              <RotateCw className="size-4" aria-hidden="true" />
              {t("retry")}
            </button>
          )}
        </div>
      </div>
    );
  }
  if (image.status !== "ready" || !toViewerSources(image)) {
    return (
      <div role="status" className="grid size-full place-items-center p-8">
        <div className="text-center text-white/80">
          <LoaderCircle className="mx-auto size-8 animate-spin" aria-hidden="true" />
          <p className="mt-4">{t("processing")}</p>
        </div>
      </div>
    );
  }
  return <StagedPicture image={image} isShown={isShown} />;
}

/** Types that every browser shows as they are. */
const shownAsTheyAre: readonly string[] = ["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"];
/** Larger originals than these are not fetched to look at them closely. */
const MAX_ORIGINAL_BYTES = 40 * 1024 * 1024;
/** Nor larger ones than these for those who only look at them. */
const MAX_UNASKED_BYTES = 15 * 1024 * 1024;

/** The picture over its blurred preview, which goes when the picture is there and stands for one that does not load. */
function StagedPicture({ image, isShown }: { image: ImageListItem; isShown: boolean }) {
  const picture = useRef<HTMLImageElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  const [closeUp, setCloseUp] = useState<string>();
  const { id } = image;
  const [departed] = useState(() => departedUrl(id));
  const { gallery } = useLibrary();
  const words = useTranslations("gallery");
  const sources = toViewerSources(image);
  const { isBroken, fail } = usePictureRetry(sources?.src);
  const noteFailure = () => {
    setLoaded(false);
    fail();
    gallery.markImageBroken(id);
  };
  useMissedEvents(picture, { onLoad: () => setLoaded(true), onError: noteFailure });
  const width = image.width ?? sources?.width ?? 0;
  const height = image.height ?? sources?.height ?? 0;
  const { width: fileWidth = 0, height: fileHeight = 0 } = turnSides({ width, height }, image.rotation);
  const isCloseUpAsked = useRef(false);
  const fullUrl = toCloseUp(image);
  const hasOriginal = shownAsTheyAre.includes(image.contentType) && image.bytes <= MAX_ORIGINAL_BYTES;
  const lookClosely = useCallback(async () => {
    if (isCloseUpAsked.current) return;
    isCloseUpAsked.current = true;
    const url = fullUrl ?? (hasOriginal ? await findOriginal(id) : undefined);
    if (url === undefined) return;
    const whole = new Image();
    whole.src = url;
    // One that does not load leaves what is there.
    whole.decode().then(
      () => {
        const size = { width: whole.naturalWidth, height: whole.naturalHeight };
        if (url === fullUrl || haveSameShape(size, { width: fileWidth, height: fileHeight })) setCloseUp(url);
      },
      () => {},
    );
  }, [id, fullUrl, hasOriginal, fileWidth, fileHeight]);
  const isModest = fullUrl !== undefined || image.bytes <= MAX_UNASKED_BYTES;
  useSharpening(picture, {
    isWanted: isShown && isLoaded && closeUp === undefined && isModest,
    drawnWidth: sources?.width ?? 0,
    mostWidth: fileWidth,
    onNeeded: lookClosely,
  });

  if (!sources) return null;
  const previews = [departed, toPlaceholder(image.thumbhash)].filter((url) => url !== undefined);
  const preview = { backgroundImage: previews.map((url) => `url("${url}")`).join(", ") };
  const alt = describePhoto(image, words);
  const shared = { "data-rotation": image.rotation, suppressHydrationWarning: true };
  return (
    <Zoomable isShown={isShown} onZoom={lookClosely}>
      <div className="[container-type:size] absolute inset-0 grid place-items-center overflow-hidden px-1 pb-2">
        <FittedPicture width={width} height={height}>
          {isBroken ? (
            <span
              {...shared}
              role="img"
              aria-label={alt}
              className="block size-full bg-cover bg-center"
              style={preview}
            />
          ) : (
            // biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer
            <img
              ref={picture}
              {...(closeUp === undefined
                ? { src: sources.src, ...(sources.srcSet ? { srcSet: sources.srcSet, sizes: sources.sizes } : {}) }
                : { src: closeUp })}
              width={sources.width}
              height={sources.height}
              alt={alt}
              decoding="async"
              fetchPriority={isShown ? "high" : "auto"}
              draggable={false}
              onLoad={() => setLoaded(true)}
              onError={noteFailure}
              className={`size-full text-transparent ${isLoaded && image.transparent ? "checkerboard" : "bg-cover bg-center"}`}
              style={isLoaded ? {} : preview}
              {...shared}
            />
          )}
        </FittedPicture>
      </div>
    </Zoomable>
  );
}

async function findOriginal(id: string): Promise<string | undefined> {
  const answer = await callApi<{ url: string }>(`/api/get-url?id=${id}&variant=original`).catch(() => undefined);
  return answer?.url;
}
