"use client";

import type { ReactNode } from "react";
import { buttonClass } from "#app/_components/button-class.ts";

interface BarButtonProps {
  label: string;
  onClick: () => void;
  look?: string;
  children: ReactNode;
}

/** A round button of a bar, named for those who do not see its picture. */
export function BarButton({ label, onClick, look = "", children }: BarButtonProps) {
  return (
    <button
      type="button"
      className={buttonClass("quiet", "smallIcon", `rounded-full ${look}`)}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
