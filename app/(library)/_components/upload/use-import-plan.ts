"use client";

import { useEffect, useMemo, useState } from "react";
import type { ImportPlan } from "#lib/imports/plan-import.ts";
import type { PlanOptions } from "#lib/imports/plan-photo.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import { findEntries, planExport } from "./read-export.ts";
import type { UploadLimits } from "./upload-limits.ts";

interface Planning {
  /** Of the options before, while `isReading`. */
  plan?: ImportPlan | undefined;
  isReading: boolean;
  hasFailed: boolean;
}

/** What would become of chosen files with these options; archives are opened once, sidecars read for each plan. */
export function useImportPlan(files: readonly ChosenFile[], options: PlanOptions, limits: UploadLimits): Planning {
  const finding = useMemo(() => findEntries(files), [files]);
  const [planning, setPlanning] = useState<Planning>({ isReading: true, hasFailed: false });

  useEffect(() => {
    let isCurrent = true;
    const conclude = (next: Planning) => isCurrent && setPlanning(next);
    setPlanning(({ plan }) => ({ plan, isReading: true, hasFailed: false }));
    finding
      .then((found) => planExport(found, options, limits))
      .then(
        (plan) => conclude({ plan, isReading: false, hasFailed: false }),
        () => conclude({ isReading: false, hasFailed: true }),
      );
    return () => {
      isCurrent = false;
    };
  }, [finding, options, limits]);

  return planning;
}
