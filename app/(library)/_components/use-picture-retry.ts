"use client";

import { useCallback, useEffect, useState } from "react";
import { isOffline, subscribeToNetwork } from "./is-offline.ts";

/** How long a picture is left alone after it failed once, twice and so on, the last of them from then on. */
const RETRY_AFTER_MS = [2_000, 8_000, 30_000, 5 * 60_000];

/**
 * Follows a picture that may fail to load. It `isBroken` from `fail` until it is worth another try at the same URL:
 * after a while, or at once when the network is back. Another URL has not failed yet. Browsers load a URL again for a
 * new element only, so something else has to be drawn while it is broken.
 */
export function usePictureRetry(url: string | undefined) {
  const [failure, setFailure] = useState<{ url: string | undefined; times: number; isOver: boolean }>();
  const times = failure && failure.url === url ? failure.times : 0;
  const isBroken = times > 0 && !failure?.isOver;

  const fail = useCallback(() => {
    setFailure((last) => ({ url, times: last && last.url === url ? last.times + 1 : 1, isOver: false }));
  }, [url]);

  useEffect(() => {
    if (!isBroken) return;
    const tryAgain = () => {
      if (!isOffline()) setFailure((last) => last && { ...last, isOver: true });
    };
    const delay = RETRY_AFTER_MS[Math.min(times, RETRY_AFTER_MS.length) - 1];
    const timer = setTimeout(tryAgain, delay);
    const unsubscribe = subscribeToNetwork(tryAgain);
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [isBroken, times]);

  return { isBroken, fail };
}
