"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageCollections } from "#lib/images/collection.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import type { ImageListItem, ImageNeighbours, StackView } from "#lib/library/image-list-api.ts";
import type { ListFilters } from "#lib/library/image-query.ts";
import { toSearchParams } from "#lib/library/search-address.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { goBackOffline, useIsOffline } from "../../../_components/offline-notice.tsx";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { Filmstrip } from "./filmstrip.tsx";
import { ImageFacts } from "./image-facts.tsx";
import { ImageStage } from "./image-stage.tsx";
import { StackBar } from "./stack-bar.tsx";
import { TrashBanner } from "./trash-banner.tsx";
import { useFactsShown } from "./use-facts-shown.ts";
import { useFavourite } from "./use-favourite.ts";
import { useLeafing } from "./use-leafing.ts";
import { useRotate } from "./use-rotate.ts";
import { toggleFullScreen, useSlideshow, useViewerKeys } from "./use-viewer-keys.ts";
import { canRotate, ViewerBar } from "./viewer-bar.tsx";

interface ImageViewerProps {
  image: ImageView;
  /** The names of its albums and tags. */
  collections: ImageCollections;
  neighbours: ImageNeighbours;
  /** The stack that it is in. */
  stack: StackView | undefined;
  /** What the list that it is looked at in is filtered by. */
  list: ListFilters;
  /** Days that photos stay in the trash. */
  trashDays: number;
}

/** One image on a dark surround, with what is known of it beside or below. */
export function ImageViewer({ image: rendered, collections, neighbours, stack, list, trashDays }: ImageViewerProps) {
  const router = useRouter();
  const t = useTranslations("viewer");
  const { gallery } = useLibrary();
  const actions = useImageActions();
  const { areFactsShown, toggleFacts } = useFactsShown();
  // The library follows it while it is being processed, so that it turns into the picture by itself.
  const followed = useSyncExternalStore(
    gallery.subscribe,
    () => gallery.find(rendered.id),
    () => undefined,
  );
  useEffect(() => gallery.update([rendered]), [gallery, rendered]);
  // Tiles know less than is shown here.
  const whole = followed && isWhole(followed) ? followed : rendered;
  const query = toSearchParams(list).toString();
  const suffix = query && `?${query}`;
  const { shown, around, previous, next, step, goTo, stop, replace, leaveOut } = useLeafing(whole, neighbours, suffix);
  const isArrived = shown.id === whole.id;
  const image: ImageListItem = isArrived ? whole : shown;
  useEffect(() => gallery.see(image.id), [gallery, image.id]);
  const isTrashed = image.trashedAt !== undefined;
  const backTo = isTrashed ? "/trash" : toListPath(list, suffix);

  const isOffline = useIsOffline();
  const toggleFavourite = useFavourite();
  const rotate = useRotate(replace);

  /** Goes on to the next photo, back to the library after the last. */
  async function trash(): Promise<void> {
    if (!(await actions.trash([image]))) return;
    leaveOut(image.id);
    if (!step(1) && !step(-1)) leave();
  }

  async function restore(): Promise<void> {
    if (await actions.restore([image])) router.push(`/images/${image.id}`);
    router.refresh();
  }

  async function deletePermanently(): Promise<void> {
    if (!(await actions.deletePermanently([image]))) return;
    leaveOut(image.id);
    if (!step(1) && !step(-1)) leave();
  }

  function leave(): void {
    stop();
    if (isOffline) {
      goBackOffline();
      return;
    }
    router.push(backTo);
  }

  const tUpload = useTranslations("upload");
  const isPlaying = useSlideshow(step);
  useViewerKeys({
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Escape: leave,
    Delete: () => void (isTrashed ? deletePermanently() : trash()),
    r: () => canRotate(image) && rotate(image, 90),
    R: () => canRotate(image) && rotate(image, 270),
    l: () => void toggleFavourite(image),
    d: () => void actions.download(image.id),
    i: toggleFacts,
    s: isPlaying.toggle,
    f: toggleFullScreen,
  });

  return (
    <div
      className={`min-h-dvh bg-neutral-950 lg:grid lg:h-dvh ${areFactsShown ? "lg:grid-cols-[minmax(0,1fr)_22rem]" : ""}`}
    >
      <main id="content" tabIndex={-1} className="relative flex h-[78dvh] flex-col text-white outline-none lg:h-dvh">
        <ViewerBar
          image={image}
          backTo={backTo}
          backLabel={t(isTrashed ? "backToTrash" : backTo === "/" ? "backToPhotos" : "backToList")}
          areFactsShown={areFactsShown}
          onBack={() => {
            stop();
            if (isOffline) goBackOffline();
          }}
          onFavourite={() => void toggleFavourite(image)}
          onRotate={() => rotate(image, 90)}
          onDownload={(variant) => void actions.download(image.id, variant)}
          onTrash={() => void trash()}
          onToggleFacts={toggleFacts}
        />
        {image.trashedAt !== undefined && (
          <TrashBanner
            trashedAt={image.trashedAt}
            trashDays={trashDays}
            onRestore={() => void restore()}
            onDelete={() => void deletePermanently()}
          />
        )}
        <div className="relative min-h-0 flex-1">
          <ImageStage image={image} onRetry={() => void actions.retry(image.id)} onSwipe={step} />
          {previous && (
            <StepLink
              href={`/images/${previous.id}${suffix}`}
              label={t("previous")}
              side="left-1 sm:left-3"
              onStep={() => step(-1)}
            >
              <ChevronLeft className="size-6" aria-hidden="true" />
            </StepLink>
          )}
          {next && (
            <StepLink
              href={`/images/${next.id}${suffix}`}
              label={t("next")}
              side="right-1 sm:right-3"
              onStep={() => step(1)}
            >
              <ChevronRight className="size-6" aria-hidden="true" />
            </StepLink>
          )}
        </div>
        {stack && isArrived && !isTrashed && (
          <StackBar image={image} stack={stack} isOpen={list.stackOf !== undefined} />
        )}
        <Filmstrip around={around} toPath={(id) => `/images/${id}${suffix}`} onPick={goTo} />
      </main>
      {areFactsShown && (
        // What is known of a neighbour comes with its page.
        <div
          className={isArrived ? "contents" : isOffline ? "" : "opacity-40 transition-opacity"}
          aria-busy={!isArrived}
        >
          {isArrived || !isOffline ? (
            <ImageFacts key={whole.id} image={whole} collections={collections} />
          ) : (
            <p className="p-6 text-sm text-white">{tUpload("detailsOffline")}</p>
          )}
        </div>
      )}
    </div>
  );
}

function isWhole(image: ImageListItem): image is ImageView {
  return image.sha256 !== undefined;
}

/** The page of a list. */
function toListPath(list: ListFilters, suffix: string): string {
  const [first, ...others] = Object.keys(list);
  if (first === undefined || list.stackOf !== undefined) return "/";
  if (others.length === 0 && list.sort === "added") return "/added";
  if (others.length === 0 && list.album !== undefined) return `/albums/${list.album}`;
  if (others.length === 0 && list.favourite) return "/favourites";
  if (others.length === 0 && list.archived) return "/archive";
  return `/search${suffix}`;
}

interface StepLinkProps {
  href: string;
  label: string;
  side: string;
  onStep: () => void;
  children: ReactNode;
}

function StepLink({ href, label, side, onStep, children }: StepLinkProps) {
  return (
    <Link
      href={href}
      replace
      aria-label={label}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onStep();
      }}
      className={`absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full bg-black/45 text-white/90 transition-colors hover:bg-black/75 hover:text-white focus-visible:outline-white ${side}`}
    >
      {children}
    </Link>
  );
}
