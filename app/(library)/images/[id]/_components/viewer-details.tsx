"use client";

import type { RefObject } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageCollections } from "#lib/images/collection.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { useIsOffline } from "../../../_components/offline-notice.tsx";
import { ImageFacts } from "./image-facts.tsx";

interface ViewerDetailsProps {
  image: ImageView;
  collections: ImageCollections;
  /** Whether they are those of the photo that is shown, and not still of the one before. */
  isArrived: boolean;
  /** Why they did not arrive. */
  problem: string | undefined;
  onRetry: () => void;
  /** Whether they are shown beside the photo on wide screens; below it they always are. */
  areShown: boolean;
  element: RefObject<HTMLDivElement | null>;
}

/**
 * What is known of the photo, dark as the viewer is. Until it has arrived nothing of another photo can be changed here.
 */
export function ViewerDetails(props: ViewerDetailsProps) {
  const { image, collections, isArrived, problem, onRetry, areShown, element } = props;
  const isOffline = useIsOffline();
  const upload = useTranslations("upload");
  const common = useTranslations("common");
  const missing = isArrived ? undefined : isOffline ? upload("detailsOffline") : problem;
  return (
    <div
      ref={element}
      data-controls=""
      className={`dark bg-surface text-ink ${areShown ? "" : "lg:hidden"}`}
      aria-busy={!isArrived}
    >
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
