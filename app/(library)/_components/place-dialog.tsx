"use client";

import { lazy, Suspense } from "react";
import type { PlaceModalProps } from "./place-modal.tsx";

/** With the map, which is loaded by those who open it. */
const PlaceModal = lazy(() => import("./place-modal.tsx").then((modal) => ({ default: modal.PlaceModal })));

/** Asks where photos were taken. */
export function PlaceDialog({ isOpen, ...modal }: PlaceModalProps & { isOpen: boolean }) {
  return isOpen ? (
    <Suspense>
      <PlaceModal {...modal} />
    </Suspense>
  ) : null;
}
