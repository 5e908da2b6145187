"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Shows the page anew every so often, while it is looked at and nothing on it is open. */
export function AutoRefresh({ seconds }: { seconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      const isBusy = document.hidden || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
      if (!isBusy) router.refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);
  return null;
}
