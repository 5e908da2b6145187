"use client";

import { useEffect } from "react";
import { isOffline, subscribeToNetwork } from "../is-offline.ts";
import type { ChunkLoader, LoadProblem } from "./list/chunk-loader.ts";

/** The delay after the first failure in a row, the second and so on; the last one from then on. */
const RETRY_AFTER_MS = [10_000, 30_000, 60_000];

/** Retries failed loading: immediately when the network is back, otherwise after a delay. */
export function useLoadRetry(loader: Pick<ChunkLoader, "retry">, problem: LoadProblem | undefined): void {
  useEffect(() => {
    if (!problem) return;
    // Nobody sees a hidden tab, which asks again when it is looked at.
    const tryAgain = () => {
      if (!isOffline() && !document.hidden) loader.retry();
    };
    const timer = setTimeout(tryAgain, RETRY_AFTER_MS[Math.min(problem.failures, RETRY_AFTER_MS.length) - 1]);
    const unsubscribe = subscribeToNetwork(tryAgain);
    document.addEventListener("visibilitychange", tryAgain);
    return () => {
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener("visibilitychange", tryAgain);
    };
  }, [loader, problem]);
}
