"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** The URLs of a page's pictures live ten minutes at least. */
const FRESH_MS = 9 * 60_000;
const LOOK_MS = 30_000;

/** Gets new URLs before those of the page end, so that pictures further down still load; when it is looked at only. */
export function FreshUrls() {
  const router = useRouter();
  useEffect(() => {
    let readAt = Date.now();
    const refreshIfOld = () => {
      if (document.hidden || Date.now() - readAt < FRESH_MS) return;
      readAt = Date.now();
      router.refresh();
    };
    const timer = setInterval(refreshIfOld, LOOK_MS);
    document.addEventListener("visibilitychange", refreshIfOld);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refreshIfOld);
    };
  }, [router]);
  return null;
}
