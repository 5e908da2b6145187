"use client";

import { type ReactNode, useEffect, useRef } from "react";

interface CornerCardProps {
  label: string;
  className?: string;
  /** Told whether the pointer or the focus is in it. */
  onUse?: (isUsed: boolean) => void;
  children: ReactNode;
}

/**
 * A card in the lower right corner, on a phone above the bottom bar. Toasts appear above it where there is no room
 * beside it.
 */
export function CornerCard({ label, className = "", onUse, children }: CornerCardProps) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    const { style } = document.documentElement;
    const observer = new ResizeObserver(([entry]) => {
      style.setProperty("--corner-card", `${entry?.target.getBoundingClientRect().height ?? 0}px`);
    });
    if (card.current) observer.observe(card.current);
    return () => {
      observer.disconnect();
      style.removeProperty("--corner-card");
    };
  }, []);
  return (
    <section
      ref={card}
      aria-label={label}
      onPointerEnter={() => onUse?.(true)}
      onPointerLeave={() => onUse?.(false)}
      onFocus={() => onUse?.(true)}
      onBlur={() => onUse?.(false)}
      className={`fixed inset-x-2 bottom-(--above-foot) z-40 animate-rise overflow-hidden rounded-2xl border border-line bg-surface shadow-float sm:right-5 sm:left-auto sm:w-96 ${className}`}
    >
      {children}
    </section>
  );
}
