"use client";

import { createPortal } from "react-dom";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** A thin line along the top of the screen that grows for as long as a page is being fetched. */
export function LoadingBar() {
  const t = useTranslations("common");
  // Out of whatever is transformed or cut off.
  return createPortal(
    <div
      role="progressbar"
      aria-label={t("loading")}
      className="pointer-events-none fixed inset-x-0 top-0 z-100 h-0.75 origin-left animate-load bg-accent"
    />,
    document.body,
  );
}
