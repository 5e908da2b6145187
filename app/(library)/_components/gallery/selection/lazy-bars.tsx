"use client";

import { withLateMessages } from "#app/_messages/late-messages.ts";
import { loadWhenShown } from "../../load-when-shown.tsx";

const inItsPlace = { meanwhile: <BarPlace /> };

/** With its dialogs it is as much as the rest of the gallery, and most visits select nothing. */
export const SelectionBar = loadWhenShown(
  () => withLateMessages(() => import("./selection-bar.tsx")).then((bar) => bar.SelectionBar),
  inItsPlace,
);
export const WholeSelectionBar = loadWhenShown(
  () => withLateMessages(() => import("./whole-selection-bar.tsx")).then((bar) => bar.WholeSelectionBar),
  inItsPlace,
);
export const TrashBar = loadWhenShown(
  () => withLateMessages(() => import("./trash-bar.tsx")).then((bar) => bar.TrashBar),
  inItsPlace,
);

/** Where the bar of a selection will be. */
function BarPlace() {
  return (
    <div className="z-20 max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-40 sm:sticky sm:top-[68px] sm:h-0">
      <div className="mx-auto h-11 animate-appear border-line bg-surface max-sm:h-[calc(3.5rem+env(safe-area-inset-bottom))] max-sm:border-t sm:w-96 sm:rounded-full sm:border sm:shadow-float" />
    </div>
  );
}
