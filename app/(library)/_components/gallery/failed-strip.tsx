"use client";

import { CircleAlert } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** With the room below it. */
const HEIGHT_PX = 64;

/** Shows above the photos how many files could not be read, with a link to them. */
export function FailedStrip({ count = 0 }: { count: number | undefined }) {
  const t = useTranslations("failed");
  const isShown = count > 0;
  const wasShown = useRef(isShown);
  // Keeps the scroll position steady when the strip appears or disappears above it.
  useLayoutEffect(() => {
    if (wasShown.current === isShown) return;
    wasShown.current = isShown;
    if (window.scrollY > HEIGHT_PX) window.scrollBy(0, isShown ? HEIGHT_PX : -HEIGHT_PX);
  }, [isShown]);
  if (!isShown) return null;
  return (
    <p className="mb-4 flex h-12 items-center gap-3 rounded-xl bg-danger-soft pr-1.5 pl-4 text-sm">
      <CircleAlert className="size-4.5 shrink-0 text-danger" aria-hidden="true" />
      <span className="tabular min-w-0 flex-1 truncate">{t("strip", { count })}</span>
      <Link href="/failed" className={buttonClass("quiet", "small")}>
        {t("review")}
      </Link>
    </p>
  );
}
