"use client";

import {
  ArrowLeft,
  ChevronLeft,
  ChevronRight,
  Download,
  FileImage,
  Heart,
  Info,
  RotateCcw,
  Trash2,
} from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import type { ImageCollections } from "#lib/images/collection.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { ShareButton } from "../../../_components/share/share-button.tsx";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { ImageFacts } from "./image-facts.tsx";
import { ImageStage } from "./image-stage.tsx";
import { useFavourite } from "./use-favourite.ts";

interface ImageViewerProps {
  image: ImageView;
  /** The names of its albums and tags. */
  collections: ImageCollections;
  previousId: string | undefined;
  nextId: string | undefined;
}

/** One image on a dark surround, with what is known of it beside or below. */
export function ImageViewer({ image: rendered, collections, previousId, nextId }: ImageViewerProps) {
  const router = useRouter();
  const { gallery } = useLibrary();
  const actions = useImageActions();
  const isInteractive = useIsInteractive();
  const [areFactsShown, setFactsShown] = useState(true);
  // The library follows it while it is being processed, so that it turns into the picture by itself.
  const followed = useSyncExternalStore(
    gallery.subscribe,
    () => gallery.find(rendered.id),
    () => undefined,
  );
  useEffect(() => gallery.update([rendered]), [gallery, rendered]);
  // Tiles know less than is shown here.
  const image = followed && isWhole(followed) ? followed : rendered;
  const isTrashed = image.trashedAt !== undefined;
  const backTo = isTrashed ? "/trash" : "/";

  const toggleFavourite = useFavourite();
  const onFavourite = useEffectEvent(() => void toggleFavourite(image));

  async function trash(): Promise<void> {
    if (await actions.trash([image])) router.push("/");
  }

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const isBusy =
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        (target instanceof HTMLElement &&
          target.closest("input, textarea, [role=dialog], [role=alertdialog]") !== null);
      if (isBusy) return;
      if (event.key === "ArrowLeft" && previousId) router.replace(`/images/${previousId}`);
      else if (event.key === "ArrowRight" && nextId) router.replace(`/images/${nextId}`);
      else if (event.key === "Escape") router.push(backTo);
      else if (event.key === "l") onFavourite();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [router, previousId, nextId, backTo]);

  return (
    <div
      className={`min-h-dvh bg-neutral-950 lg:grid lg:h-dvh ${areFactsShown ? "lg:grid-cols-[minmax(0,1fr)_22rem]" : ""}`}
    >
      <main id="content" tabIndex={-1} className="relative flex h-[78dvh] flex-col text-white outline-none lg:h-dvh">
        <div className="flex items-center gap-1 px-2 py-2 sm:px-3">
          <Link
            href={backTo}
            aria-label={isTrashed ? "Back to the trash" : "Back to your photos"}
            className={buttonClass("onDark", "icon")}
          >
            <ArrowLeft className="size-5" aria-hidden="true" />
          </Link>
          <h1 className="min-w-0 flex-1 truncate px-1 text-sm font-medium" title={image.fileName}>
            {image.fileName}
          </h1>
          <button
            type="button"
            aria-label="Favourite"
            aria-pressed={image.favourite}
            aria-keyshortcuts="l"
            title={image.favourite ? "Remove from favourites (L)" : "Add to favourites (L)"}
            className={buttonClass("onDark", "icon", "disabled:opacity-100")}
            disabled={!isInteractive}
            onClick={() => void toggleFavourite(image)}
          >
            <Heart className={`size-5 ${image.favourite ? "fill-current" : ""}`} aria-hidden="true" />
          </button>
          {!isTrashed && image.status === "ready" && (
            <ShareButton
              target={{ ids: [image.id] }}
              what="this photo"
              className={buttonClass("onDark", "icon", "disabled:opacity-100")}
            />
          )}
          <button
            type="button"
            className={buttonClass("onDark", "medium", "disabled:opacity-100")}
            disabled={!isInteractive}
            onClick={() => void actions.download(image.id)}
          >
            <Download className="size-4.5" aria-hidden="true" />
            <span className="max-sm:sr-only">Download</span>
          </button>
          {image.renditions.full && (
            <button
              type="button"
              className={buttonClass("onDark", "medium", "disabled:opacity-100")}
              disabled={!isInteractive}
              onClick={() => void actions.download(image.id, "full")}
            >
              <FileImage className="size-4.5" aria-hidden="true" />
              <span className="max-sm:sr-only">Download as JPEG</span>
              <span className="sm:hidden" aria-hidden="true">
                JPEG
              </span>
            </button>
          )}
          {isTrashed ? (
            <button
              type="button"
              className={buttonClass("onDark", "medium", "disabled:opacity-100")}
              disabled={!isInteractive}
              onClick={async () => {
                if (await actions.restore([image])) router.push(`/images/${image.id}`);
                router.refresh();
              }}
            >
              <RotateCcw className="size-4.5" aria-hidden="true" />
              Restore
            </button>
          ) : (
            <button
              type="button"
              className={buttonClass("onDark", "medium", "disabled:opacity-100")}
              disabled={!isInteractive}
              onClick={() => void trash()}
            >
              <Trash2 className="size-4.5" aria-hidden="true" />
              <span className="max-sm:sr-only">Delete</span>
            </button>
          )}
          <button
            type="button"
            aria-label="Details"
            aria-pressed={areFactsShown}
            className={buttonClass("onDark", "icon", "max-lg:hidden aria-pressed:bg-white/15")}
            onClick={() => setFactsShown(!areFactsShown)}
          >
            <Info className="size-5" aria-hidden="true" />
          </button>
        </div>
        <div className="relative min-h-0 flex-1">
          <ImageStage image={image} onRetry={() => void actions.retry(image.id)} />
          {previousId && (
            <StepLink href={`/images/${previousId}`} label="Previous photo" side="left-1 sm:left-3">
              <ChevronLeft className="size-6" aria-hidden="true" />
            </StepLink>
          )}
          {nextId && (
            <StepLink href={`/images/${nextId}`} label="Next photo" side="right-1 sm:right-3">
              <ChevronRight className="size-6" aria-hidden="true" />
            </StepLink>
          )}
        </div>
      </main>
      {areFactsShown && <ImageFacts image={image} collections={collections} />}
    </div>
  );
}

function isWhole(image: ImageListItem): image is ImageView {
  return image.sha256 !== undefined;
}

function StepLink(props: { href: string; label: string; side: string; children: ReactNode }) {
  return (
    <Link
      href={props.href}
      // Leafing through leaves no trail: Back leads to the gallery, not through every picture seen.
      replace
      aria-label={props.label}
      className={`absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full bg-black/45 text-white/90 transition-colors hover:bg-black/75 hover:text-white focus-visible:outline-white ${props.side}`}
    >
      {props.children}
    </Link>
  );
}
