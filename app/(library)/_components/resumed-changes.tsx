"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { readFollowed } from "./followed-changes.ts";

/** What this document began itself is still followed when one comes back to the library from other pages. */
let isResumed = false;

/** Shows again how far changes are that were begun before a reload. */
export function ResumedChanges() {
  const router = useRouter();
  useEffect(() => {
    if (isResumed) return;
    isResumed = true;
    for (const id of readFollowed()) {
      withLateMessages(() => import("./resume-change.ts"))
        .then(({ resumeChange }) => resumeChange(id, () => router.refresh()))
        .catch(() => {});
    }
  }, [router]);
  return null;
}
