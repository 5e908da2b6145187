"use client";

import { lazy, Suspense } from "react";
import { Modal } from "./modal.tsx";
import type { PlaceFormProps } from "./place-form.tsx";

/** With the map, which is loaded by those who open it. */
const PlaceForm = lazy(() => import("./place-form.tsx").then((form) => ({ default: form.PlaceForm })));

/** Asks where photos were taken. */
export function PlaceDialog({ isOpen, ...form }: PlaceFormProps & { isOpen: boolean }) {
  return (
    <Modal isOpen={isOpen} onClose={form.onClose} title="Place" size="tall">
      <Suspense>
        <PlaceForm {...form} />
      </Suspense>
    </Modal>
  );
}
