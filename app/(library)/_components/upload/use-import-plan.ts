"use client";

import { useEffect, useState } from "react";
import type { ImportPlan } from "#lib/imports/plan-import.ts";
import type { PlanOptions } from "#lib/imports/plan-photo.ts";
import { readAhead } from "#lib/imports/read-ahead.ts";
import type { ArchiveEntries } from "#lib/imports/zip-entries.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import { findEntries, planExport } from "./read-export.ts";
import type { UploadLimits } from "./upload-limits.ts";

/** Drawn after so many files. */
const PROGRESS_STEP = 250;

interface Planning {
  /** Of the files and options before, while `isReading`. */
  plan: ImportPlan | undefined;
  isReading: boolean;
  /** How many of the files have been read, once it is known how many there are. */
  progress: { done: number; total: number } | undefined;
  hasFailed: boolean;
}

/** What was found in files; nothing where they could not be read. */
interface Found {
  files: readonly ChosenFile[];
  entries?: ArchiveEntries;
}

/** What would become of chosen files with these options; all is read once, and each plan made of what was read. */
export function useImportPlan(files: readonly ChosenFile[], options: PlanOptions, limits: UploadLimits): Planning {
  const [found, setFound] = useState<Found>();
  const [planned, setPlanned] = useState<{ found: Found; options: PlanOptions; plan?: ImportPlan }>();
  const [progress, setProgress] = useState<Planning["progress"]>();

  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const read = async () => {
      const archives = await findEntries(files);
      const total = archives.entries.length;
      const onRead = (done: number) => {
        if (!signal.aborted && done % PROGRESS_STEP === 0) setProgress({ done, total });
      };
      await readAhead(archives.entries, { signal, onRead });
      setProgress(undefined);
      setFound({ files, entries: archives });
    };
    setProgress(undefined);
    read().catch(() => signal.aborted || setFound({ files }));
    return () => stopping.abort();
  }, [files]);

  useEffect(() => {
    if (!found?.entries) return;
    let isCurrent = true;
    planExport(found.entries, options, limits).then(
      (plan) => isCurrent && setPlanned({ found, options, plan }),
      () => isCurrent && setPlanned({ found, options }),
    );
    return () => {
      isCurrent = false;
    };
  }, [found, options, limits]);

  const isRead = found?.files === files;
  const isPlanned = isRead && planned?.found === found && planned?.options === options;
  const hasFailed = (isRead && !found.entries) || (isPlanned && !planned.plan);
  return { plan: planned?.plan, isReading: !isPlanned && !hasFailed, progress, hasFailed };
}
