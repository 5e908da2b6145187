"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { readFollowed } from "./followed-changes.ts";

/** Shows again how far changes are that were begun before a reload. */
export function ResumedChanges() {
  const router = useRouter();
  useEffect(() => {
    for (const id of readFollowed()) {
      import("./resume-change.ts").then(({ resumeChange }) => resumeChange(id, () => router.refresh())).catch(() => {});
    }
  }, [router]);
  return null;
}
