"use client";

import { CloudOff } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { isOffline, subscribeToNetwork } from "./is-offline.ts";

/** Goes back where that needs no network: to a page of this very document. */
export function goBackOffline(): void {
  const { navigation } = window;
  const index = navigation?.currentEntry?.index ?? 0;
  if (navigation?.entries()[index - 1]?.sameDocument) window.history.back();
}

/** Whether there is no network at all; false on the server. */
export function useIsOffline(): boolean {
  return useSyncExternalStore(subscribeToNetwork, isOffline, () => false);
}

/**
 * Says that one is offline, and keeps what is loaded: a link would have the browser replace the page, and all uploads
 * with it, by its own page about the network.
 */
export function OfflineNotice() {
  const isOffline = useIsOffline();
  const t = useTranslations("upload");
  useEffect(() => {
    if (!isOffline) return;
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
    };
    // Before the router's own listeners, which leave alone what is prevented.
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, [isOffline]);
  if (!isOffline) return null;
  return (
    <p
      role="status"
      className="fixed top-16 left-1/2 z-60 flex w-max max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-2 rounded-full border border-line bg-surface px-4 py-2 text-sm text-ink shadow-float"
    >
      <CloudOff className="size-4 shrink-0 text-muted" aria-hidden="true" />
      {t("offline")}
    </p>
  );
}
