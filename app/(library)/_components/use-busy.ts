"use client";

import { useState } from "react";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";

/**
 * Whether what a button began is still under way, and what begins it; where it fails a toast says so under `title`.
 */
export function useBusy(title: string): [isBusy: boolean, begin: (act: () => Promise<void>) => void] {
  const [isBusy, setBusy] = useState(false);
  const begin = (act: () => Promise<void>) => {
    setBusy(true);
    act()
      .catch((error: unknown) => toast.error(title, { description: toErrorMessage(error) }))
      .finally(() => setBusy(false));
  };
  return [isBusy, begin];
}
