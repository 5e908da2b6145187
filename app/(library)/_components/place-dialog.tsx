"use client";

import { withLateMessages } from "#app/_messages/late-messages.ts";
import { loadWhenShown } from "./load-when-shown.tsx";
import type { PlaceModalProps } from "./place-modal.tsx";

/** With the map, which is loaded by those who open it. */
const PlaceModal = loadWhenShown(() =>
  withLateMessages(() => import("./place-modal.tsx")).then((modal) => modal.PlaceModal),
);

/** Asks where photos were taken. */
export function PlaceDialog({ isOpen, ...modal }: PlaceModalProps & { isOpen: boolean }) {
  return isOpen ? <PlaceModal {...modal} onNotLoaded={modal.onClose} /> : null;
}
