"use client";

import { Trash2, X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { BarButton } from "./bar-button.tsx";

interface SelectionFrameProps {
  /** How many, as it is shown before "selected". */
  count: ReactNode;
  onDelete: () => void;
  onClear: () => void;
  /** Buttons between the count and "Delete". */
  children: ReactNode;
}

/** The bar over a gallery in which something is selected. */
export function SelectionFrame({ count, onDelete, onClear, children }: SelectionFrameProps) {
  const t = useTranslations("gallery");
  const common = useTranslations("common");
  return (
    <div
      role="toolbar"
      aria-label={t("selection")}
      className="sticky top-17 z-20 mx-auto mb-3 flex w-fit max-w-full animate-rise items-center overflow-x-auto rounded-full border border-line bg-surface py-1 pr-1.5 pl-4 shadow-float sm:gap-1"
    >
      <span role="status" className="tabular mr-2 text-sm font-medium whitespace-nowrap">
        {count}
        <span className="max-sm:sr-only"> {t("selected")}</span>
      </span>
      {children}
      <button
        type="button"
        className={buttonClass("dangerQuiet", "small", "rounded-full")}
        aria-label={common("delete")}
        onClick={onDelete}
      >
        <Trash2 className="size-4" aria-hidden="true" />
        <span className="hidden sm:inline">{common("delete")}</span>
      </button>
      <BarButton label={t("clear")} onClick={onClear}>
        <X className="size-4" aria-hidden="true" />
      </BarButton>
    </div>
  );
}
