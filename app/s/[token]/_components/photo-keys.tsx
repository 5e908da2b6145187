"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

interface PhotoKeysProps {
  /** Paths: the page of all photos, and those of the photos beside this one. */
  up: string;
  previous: string | undefined;
  next: string | undefined;
}

/** Arrow keys lead to the photos beside this one, Escape to all. */
export function PhotoKeys({ up, previous, next }: PhotoKeysProps) {
  const router = useRouter();
  useEffect(() => {
    const paths: Record<string, string | undefined> = { ArrowLeft: previous, ArrowRight: next, Escape: up };
    const onKeyDown = (event: KeyboardEvent) => {
      const path = paths[event.key];
      if (path === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") router.push(path);
      else router.replace(path);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [router, up, previous, next]);
  return null;
}
