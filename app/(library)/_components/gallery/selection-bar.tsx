"use client";

import { Trash2, X } from "lucide-react";
import { buttonClass } from "#app/_components/button-class.ts";

interface SelectionBarProps {
  count: number;
  onDelete: () => void;
  onClear: () => void;
}

export function SelectionBar({ count, onDelete, onClear }: SelectionBarProps) {
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="sticky top-17 z-20 mx-auto mb-3 flex w-fit animate-rise items-center gap-1 rounded-full border border-line bg-surface py-1 pr-1.5 pl-4 shadow-float"
    >
      <span role="status" className="tabular mr-2 text-sm font-medium">
        {count} selected
      </span>
      <button type="button" className={buttonClass("dangerQuiet", "small", "rounded-full")} onClick={onDelete}>
        <Trash2 className="size-4" aria-hidden="true" />
        Delete
      </button>
      <button
        type="button"
        className={buttonClass("quiet", "smallIcon", "rounded-full")}
        aria-label="Clear selection"
        onClick={onClear}
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}
