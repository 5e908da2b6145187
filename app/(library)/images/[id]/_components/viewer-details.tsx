"use client";

import { X } from "lucide-react";
import { type PointerEvent, useRef } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageCollections } from "#lib/images/collection.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { useIsOffline } from "../../../_components/offline-notice.tsx";
import { ImageFacts } from "./image-facts.tsx";
import type { Details } from "./use-details.ts";

interface ViewerDetailsProps {
  image: ImageView;
  collections: ImageCollections;
  /** Whether they are those of the photo that is shown, and not still of the one before. */
  isArrived: boolean;
  /** Why they did not arrive. */
  problem: string | undefined;
  onRetry: () => void;
  details: Details;
}

/** On narrow screens. Without scripts, which would open it, it is below the photo. */
const sheetClass =
  "max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-30 max-lg:h-[60dvh] max-lg:animate-rise max-lg:overflow-y-auto max-lg:overscroll-contain max-lg:rounded-t-2xl max-lg:border-t max-lg:border-line max-lg:pb-[env(safe-area-inset-bottom)] max-lg:outline-none max-lg:noscript:static max-lg:noscript:block! max-lg:noscript:h-auto";

/**
 * What is known of the photo, dark as the viewer is: beside it, or a sheet over its foot. Until it has arrived nothing of
 * another photo can be changed here.
 */
export function ViewerDetails(props: ViewerDetailsProps) {
  const { image, collections, isArrived, problem, onRetry, details } = props;
  const isOffline = useIsOffline();
  const upload = useTranslations("adding");
  const common = useTranslations("common");
  const missing = isArrived ? undefined : isOffline ? upload("detailsOffline") : problem;
  return (
    <div
      ref={details.element}
      tabIndex={-1}
      data-controls=""
      className={`dark bg-surface text-ink ${sheetClass} ${details.areShown ? "" : "lg:hidden"} ${details.isSheetOpen ? "" : "max-lg:hidden"}`}
      aria-busy={!isArrived}
    >
      <SheetHead onClose={details.closeSheet} />
      {missing === undefined ? (
        <div inert={!isArrived} className={isArrived ? "" : "opacity-40 transition-opacity"}>
          <ImageFacts key={image.id} image={image} collections={collections} />
        </div>
      ) : (
        <div className="p-6 text-sm">
          <p>{missing}</p>
          {!isOffline && (
            <button type="button" className={buttonClass("secondary", "small", "mt-3")} onClick={onRetry}>
              {common("tryAgain")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** A finger that has drawn the sheet down so far closes it. */
const CLOSE_PX = 60;

/** Where the sheet is taken hold of, and the button that closes it. */
function SheetHead({ onClose }: { onClose: () => void }) {
  const t = useTranslations("common");
  const viewer = useTranslations("viewer");
  const from = useRef<number>(undefined);
  const moveSheet = (head: Element, px: number) => {
    const sheet = head.parentElement?.parentElement;
    if (sheet) sheet.style.translate = px > 0 ? `0 ${px}px` : "";
  };
  function onPointerDown({ currentTarget, pointerId, clientY }: PointerEvent): void {
    currentTarget.setPointerCapture(pointerId);
    from.current = clientY;
  }
  function onPointerMove({ currentTarget, clientY }: PointerEvent): void {
    if (from.current !== undefined) moveSheet(currentTarget, clientY - from.current);
  }
  function onPointerUp({ currentTarget, clientY, type }: PointerEvent): void {
    if (from.current === undefined) return;
    const isFar = clientY - from.current > CLOSE_PX;
    from.current = undefined;
    moveSheet(currentTarget, 0);
    if (isFar && type === "pointerup") onClose();
  }
  return (
    <div className="sticky top-0 z-10 flex items-center justify-between bg-surface pr-3 pl-5 sm:pl-6 lg:hidden noscript:hidden">
      <div
        className="absolute inset-0 touch-none"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        <span className="mx-auto block h-1 w-10 translate-y-1.5 rounded-full bg-line-strong" />
      </div>
      {/* The heading of the details says it. */}
      <span aria-hidden="true" className="font-semibold tracking-tight">
        {viewer("details")}
      </span>
      <button
        type="button"
        aria-label={t("close")}
        className={buttonClass("quiet", "smallIcon", "relative my-2")}
        onClick={onClose}
      >
        <X className="size-5" aria-hidden="true" />
      </button>
    </div>
  );
}
