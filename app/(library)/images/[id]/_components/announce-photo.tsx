"use client";

import { useState } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { findPlaceInList } from "../../../_components/gallery/list/place-in-list.ts";
import { describePhoto } from "../../../_components/gallery/tile/describe-photo.ts";
import { useLibrary } from "../../../_components/library-context.ts";

/**
 * Which photo of its list is shown, to be read by a screen reader, and which photo one has come to: the focus stays
 * where it was, so nothing else says it. Whoever passes by quickly hears nothing.
 */
export function AnnouncedPhoto({ image, isArrived }: { image: ImageListItem; isArrived: boolean }) {
  const t = useTranslations("viewer");
  const words = useTranslations("gallery");
  const { gallery } = useLibrary();
  const [firstId] = useState(image.id);
  const [hasMoved, setMoved] = useState(false);
  if (!hasMoved && image.id !== firstId) setMoved(true);
  const place = findPlaceInList(gallery.snapshot().months, image.id);
  const parts = [place && t("placeInList", place), hasMoved && describePhoto(image, words)];
  return (
    <p aria-live="polite" className="sr-only">
      {isArrived && parts.filter(Boolean).join(": ")}
    </p>
  );
}
