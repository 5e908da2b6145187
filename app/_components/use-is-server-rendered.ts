"use client";

import { useState } from "react";
import { useIsInteractive } from "./use-is-interactive.ts";

/** Whether a component was drawn by the server first and is taken over, rather than drawn by the browser alone. */
export function useIsServerRendered(): boolean {
  const isInteractive = useIsInteractive();
  const [isOfServer] = useState(!isInteractive);
  return isOfServer;
}
