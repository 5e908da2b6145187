"use client";

import { useEffect, useRef } from "react";

/**
 * Has the browser send the form that it is in once, however often its button is pressed: a second visit would be
 * counted, and the answer to the first, with its cookie, be thrown away.
 */
export function SendOnce() {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const form = place.current?.closest("form");
    if (!form) return;
    let isSent = false;
    const onSubmit = (event: SubmitEvent) => {
      if (isSent) event.preventDefault();
      isSent = true;
    };
    // The page may come back as it was left.
    const onPageShow = () => {
      isSent = false;
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
