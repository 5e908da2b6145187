"use client";

import { CloudOff } from "lucide-react";
import { useOffline } from "next/offline";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { isOffline, lookForServer, subscribeToNetwork } from "./is-offline.ts";

/** Goes back where that needs no network: to a page of this very document. */
export function goBackOffline(): void {
  const { navigation } = window;
  const index = navigation?.currentEntry?.index ?? 0;
  if (navigation?.entries()[index - 1]?.sameDocument) window.history.back();
}

/** Whether Skylight cannot be reached; false on the server. */
export function useIsOffline(): boolean {
  return useSyncExternalStore(subscribeToNetwork, isOffline, () => false);
}

/**
 * Shows that Skylight is offline and keeps the loaded page: links do nothing meanwhile. Requests that the router had
 * already made wait until the server answers (`experimental.useOffline`) instead of replacing the app.
 */
export function OfflineNotice() {
  const isOffline = useIsOffline();
  const isRouterWaiting = useOffline();
  const t = useTranslations("adding");
  useEffect(() => {
    if (isRouterWaiting) void lookForServer();
  }, [isRouterWaiting]);
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
  return (
    // Stands in the page all the time, so that screen readers notice what changes in it.
    <p
      role="status"
      className={
        isOffline
          ? "fixed top-16 left-1/2 z-60 flex w-max max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-2 rounded-full border border-line bg-surface px-4 py-2 text-sm text-ink shadow-float"
          : "sr-only"
      }
    >
      {isOffline && (
        <>
          <CloudOff className="size-4 shrink-0 text-muted" aria-hidden="true" />
          {t(navigator.onLine ? "serverAway" : "offline")}
        </>
      )}
    </p>
  );
}
