"use client";

import { useEffect, useRef } from "react";

/** Whoever presses again after so long has stopped the page from loading, of which nothing tells. */
const AGAIN_AFTER_MS = 10_000;

/**
 * Has the browser send the form that it is in once, however often its button is pressed: a second visit would be
 * counted, and the answer to the first, with its cookie, be thrown away.
 */
export function SendOnce() {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const form = place.current?.closest("form");
    if (!form) return;
    let sentAt = Number.NEGATIVE_INFINITY;
    const onSubmit = (event: SubmitEvent) => {
      if (event.timeStamp - sentAt < AGAIN_AFTER_MS) event.preventDefault();
      else sentAt = event.timeStamp;
    };
    // The page may come back as it was left.
    const onPageShow = () => {
      sentAt = Number.NEGATIVE_INFINITY;
    };
    form.addEventListener("submit", onSubmit);
    window.addEventListener("pageshow", onPageShow);
    form.dataset.once = "";
    return () => {
      form.removeEventListener("submit", onSubmit);
      window.removeEventListener("pageshow", onPageShow);
    };
  }, []);
  return <span ref={place} hidden />;
}
