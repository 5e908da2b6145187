"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { ListFilters } from "#lib/library/image-query.ts";
import { toSearchParams } from "#lib/library/search-address.ts";
import type { ImageInList } from "#lib/library/view-image-api.ts";
import { ListLibrary } from "../../../_components/gallery/list-library.tsx";
import { useLibrary } from "../../../_components/library-context.ts";
import { goBackOffline, useIsOffline } from "../../../_components/offline-notice.tsx";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { AnnouncedPhoto } from "./announce-photo.tsx";
import { Filmstrip } from "./filmstrip.tsx";
import { ImageStage } from "./image-stage.tsx";
import { nameOfPhoto } from "./name-of-photo.ts";
import { StackBar } from "./stack-bar.tsx";
import { StepLink } from "./step-link.tsx";
import { TrashBanner } from "./trash-banner.tsx";
import { useDetails } from "./use-details.ts";
import { useFavourite } from "./use-favourite.ts";
import { useFullScreen } from "./use-full-screen.ts";
import { useIdle } from "./use-idle.ts";
import { usePaging } from "./use-paging.ts";
import { usePhotoTransition } from "./use-photo-transition.ts";
import { useRotate } from "./use-rotate.ts";
import { useSlideshow } from "./use-slideshow.ts";
import { useViewerKeys } from "./use-viewer-keys.ts";
import { canRotate, ViewerBar } from "./viewer-bar.tsx";
import { ViewerDetails } from "./viewer-details.tsx";

interface ImageViewerProps {
  /** The image of the page and its neighbours. */
  rendered: ImageInList;
  /** What the list that it is looked at in is filtered by. */
  list: ListFilters;
  /** Days that photos stay in the trash. */
  trashDays: number;
  areDetailsShown: boolean;
}

/** One image on a dark surround, with what is known of it beside or below. */
export function ImageViewer(props: ImageViewerProps) {
  const { list } = props;
  // The photos of a stack are of the timeline.
  const filters = list.stackOf === undefined ? toSearchParams(list).toString() : "";
  return (
    <ListLibrary filters={filters}>
      <Viewer {...props} />
    </ListLibrary>
  );
}

function Viewer({ rendered, list, trashDays, areDetailsShown }: ImageViewerProps) {
  const router = useRouter();
  const t = useTranslations("viewer");
  const { gallery } = useLibrary();
  const actions = useImageActions();
  const details = useDetails(areDetailsShown);
  const query = toSearchParams(list).toString();
  const suffix = query && `?${query}`;
  const leafing = usePaging(rendered, suffix);
  const { shown, told, previous, next, step, leaveOut } = leafing;
  // The library follows it while it is being processed, so that it turns into the picture by itself.
  const followed = useSyncExternalStore(
    gallery.subscribe,
    () => gallery.find(told.image.id),
    () => undefined,
  );
  // Tiles know less than is shown here.
  const whole = followed && isWhole(followed) ? followed : told.image;
  const isArrived = shown.id === whole.id;
  const image: ImageListItem = isArrived ? whole : shown;
  const name = nameOfPhoto(image);
  const isTrashed = image.trashedAt !== undefined;
  const backTo = isTrashed ? "/trash" : toListPath(list, suffix);
  const stack = isArrived && !isTrashed ? told.stack : undefined;

  // The timeline has a stack as one tile, that of its top picture.
  const tile = stack && (query === "" || list.stackOf !== undefined) ? stack.topId : image.id;
  useEffect(() => gallery.see(tile), [gallery, tile]);
  const root = useRef<HTMLDivElement>(null);
  usePhotoTransition(root, tile);
  useEffect(() => {
    document.title = `${name} · Skylight`;
  }, [name]);

  const isIdle = useIdle();
  const isOffline = useIsOffline();
  const toggleFavourite = useFavourite(leafing.replace);
  const rotate = useRotate(leafing.replace);
  const slideshow = useSlideshow(shown.id, step);
  const fullScreen = useFullScreen();

  /** Shows what follows a photo that goes; the list after the last one. */
  function goBeyond(id: string, following: ImageListItem | undefined): void {
    leaveOut(id);
    if (!leafing.isShown(id)) return;
    if (following) leafing.goTo(following.id);
    else if (!step(-1)) leave();
  }

  const removing = useRef(new Set<string>());
  /**
   * Deletes the photo, permanently when it is in the trash. What comes next is shown at once, and may be deleted as
   * well.
   */
  async function remove(): Promise<void> {
    const { id } = image;
    if (removing.current.has(id)) return;
    removing.current.add(id);
    const following = await leafing.loadNext();
    if (isTrashed) {
      if (await actions.deletePermanently([image])) goBeyond(id, following);
    } else {
      const trashed = actions.trash([image], () => leafing.takeBack(id));
      goBeyond(id, following);
      if (!(await trashed)) leafing.takeBack(id);
    }
    removing.current.delete(id);
  }

  async function restore(): Promise<void> {
    if (!(await actions.restore([image])) || !leafing.isShown(image.id)) return;
    if (!list.trashed) {
      leafing.reload();
      return;
    }
    // It has left the list that it was looked at in.
    leafing.stop();
    router.push(`/images/${image.id}`);
  }

  /** Before one leaves, by whatever way. */
  function stop(): void {
    leafing.stop();
    slideshow.stop();
    if (isOffline) goBackOffline();
  }

  function leave(): void {
    stop();
    if (!isOffline) router.push(backTo);
  }

  /** Arrows and Escape are the picture's own then. */
  const isEnlarged = () => root.current?.querySelector("[data-zoomed=true]") != null;
  useViewerKeys({
    ArrowLeft: (isHeld) => !isEnlarged() && leafing.press(-1, isHeld),
    ArrowRight: (isHeld) => !isEnlarged() && leafing.press(1, isHeld),
    Escape: () => details.closeSheet() || (!isEnlarged() && leave()),
    Delete: () => void remove(),
    // The key that Macs call delete.
    Backspace: () => void remove(),
    r: () => canRotate(image) && rotate(image, 90),
    R: () => canRotate(image) && rotate(image, 270),
    l: () => void toggleFavourite(image),
    d: () => void actions.download(image.id),
    i: details.toggle,
    s: slideshow.toggle,
    f: fullScreen.toggle,
  });

  const toPath = (id: string) => `/images/${id}${suffix}`;
  return (
    <div
      ref={root}
      className={`min-h-dvh bg-neutral-950 lg:grid lg:h-dvh ${details.areShown ? "lg:grid-cols-[minmax(0,1fr)_22rem]" : ""}`}
    >
      <main
        id="content"
        tabIndex={-1}
        data-idle={isIdle || undefined}
        data-over-sheet={details.isSheetOpen || undefined}
        className="group/viewer relative flex h-dvh flex-col text-white outline-none data-idle:cursor-none max-lg:data-over-sheet:h-[40dvh]"
      >
        <ViewerBar
          image={image}
          backTo={backTo}
          backLabel={t(isTrashed ? "backToTrash" : backTo === "/" ? "backToPhotos" : "backToList")}
          details={details}
          slideshow={slideshow}
          fullScreen={fullScreen}
          onBack={stop}
          onFavourite={() => void toggleFavourite(image)}
          onRotate={() => rotate(image, 90)}
          onDownload={(variant) => void actions.download(image.id, variant)}
          onTrash={() => void remove()}
        />
        {image.trashedAt !== undefined && (
          <TrashBanner
            trashedAt={image.trashedAt}
            trashDays={trashDays}
            onRestore={() => void restore()}
            onDelete={() => void remove()}
          />
        )}
        <div className="relative min-h-0 flex-1">
          <ImageStage
            image={image}
            previous={previous}
            next={next}
            onRetry={() => void actions.retry(image.id)}
            onStep={step}
          />
          {previous && <StepLink href={toPath(previous.id)} by={-1} onStep={step} />}
          {next && <StepLink href={toPath(next.id)} by={1} onStep={step} />}
        </div>
        {stack && (
          <StackBar image={image} stack={stack} isOpen={list.stackOf !== undefined} onChanged={leafing.reload} />
        )}
        <AnnouncedPhoto image={image} isArrived={isArrived} />
        <Filmstrip around={leafing.around} toPath={toPath} onPick={leafing.goTo} />
      </main>
      <ViewerDetails
        image={whole}
        collections={told.collections}
        isArrived={isArrived}
        problem={leafing.problem}
        onRetry={leafing.reload}
        details={details}
      />
    </div>
  );
}

function isWhole(image: ImageListItem): image is ImageView {
  return image.sha256 !== undefined;
}

/** The page of a list. */
function toListPath(list: ListFilters, suffix: string): string {
  // In its own order is how an album's page shows it.
  const [first, ...others] = Object.keys(list).filter((name) => name !== "sort" || list.sort !== "position");
  if (first === undefined || list.stackOf !== undefined) return "/";
  if (list.trashed) return "/trash";
  if (others.length === 0 && list.sort === "added") return "/added";
  if (others.length === 0 && list.album !== undefined) return `/albums/${list.album}`;
  if (others.length === 0 && list.favourite) return "/favourites";
  if (others.length === 0 && list.archived) return "/archive";
  if (list.addedThrough !== undefined) {
    return `/shares/${list.addedThrough}${list.addedBy === undefined ? "" : `?guest=${list.addedBy}`}`;
  }
  return `/search${suffix}`;
}
