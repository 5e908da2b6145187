"use client";

import { useState } from "react";

/** As the last viewer of this tab left it; each photo's page brings a viewer of its own. */
let wereShown = true;

/** Whether what is known of a photo stands beside it. */
export function useFactsShown(): { areFactsShown: boolean; toggleFacts: () => void } {
  const [areFactsShown, setShown] = useState(() => wereShown);
  const toggleFacts = () => {
    wereShown = !areFactsShown;
    setShown(wereShown);
  };
  return { areFactsShown, toggleFacts };
}
