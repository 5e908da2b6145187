"use client";

import { useEffect, useRef } from "react";
import { isOffline, subscribeToNetwork } from "../is-offline.ts";
import type { ChunkLoader } from "./list/chunk-loader.ts";

/** How long loading is left alone after it failed once, twice and so on, the last of them from then on. */
const RETRY_AFTER_MS = [10_000, 30_000, 60_000];
/** After so long without a failure the next one counts as the first. */
const CALM_MS = 60_000;

/** Retries failed loading: immediately when the network is back, otherwise after a delay. */
export function useLoadRetry(loader: Pick<ChunkLoader, "retry">, problem: string | undefined): void {
  const times = useRef(0);
  useEffect(() => {
    if (problem === undefined) {
      const timer = setTimeout(() => {
        times.current = 0;
      }, CALM_MS);
      return () => clearTimeout(timer);
    }
    times.current += 1;
    // Nobody sees a hidden tab, which asks again when it is looked at.
    const tryAgain = () => {
      if (!isOffline() && !document.hidden) loader.retry();
    };
    const timer = setTimeout(tryAgain, RETRY_AFTER_MS[Math.min(times.current, RETRY_AFTER_MS.length) - 1]);
    const unsubscribe = subscribeToNetwork(tryAgain);
    document.addEventListener("visibilitychange", tryAgain);
    return () => {
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener("visibilitychange", tryAgain);
    };
  }, [loader, problem]);
}
