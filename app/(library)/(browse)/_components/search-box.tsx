"use client";

import { Search } from "lucide-react";
import { useEffect, useRef } from "react";

/** Leads to what is found. The key "/" comes here from anywhere that is no text field; it works without scripts too. */
export function SearchBox({ words = "", hasKey = false }: { words?: string; hasKey?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!hasKey) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [hasKey]);
  return (
    <search>
      <form action="/search" className="relative">
        <Search
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          aria-hidden="true"
        />
        <input
          ref={input}
          type="search"
          name="q"
          defaultValue={words}
          maxLength={500}
          aria-label="Search photos"
          placeholder="Search photos"
          autoComplete="off"
          className="h-10 w-full rounded-full border border-line bg-raised pr-4 pl-9 text-sm"
        />
      </form>
    </search>
  );
}
