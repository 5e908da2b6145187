"use client";

import { Trash2, X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { BarButton } from "./bar-button.tsx";

interface SelectionFrameProps {
  /** How many, as it is shown before "selected". */
  count: ReactNode;
  /** "Delete" where absent. */
  deleteLabel?: string;
  onDelete: () => void;
  onClear: () => void;
  /** Buttons between the count and "Delete". */
  children: ReactNode;
}

/**
 * The bar over a gallery in which something is selected: over the page, of which it moves nothing, and on a phone in
 * place of the sections.
 */
export function SelectionFrame({ count, deleteLabel, onDelete, onClear, children }: SelectionFrameProps) {
  const t = useTranslations("gallery");
  const common = useTranslations("common");
  const label = deleteLabel ?? common("delete");
  return (
    <div className="z-20 max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-40 sm:sticky sm:top-[68px] sm:h-0">
      <div
        role="toolbar"
        aria-label={t("selection")}
        className="mx-auto flex animate-rise items-center border-line bg-surface py-1 pr-1.5 pl-4 max-sm:min-h-14 max-sm:border-t max-sm:pb-[calc(0.25rem+env(safe-area-inset-bottom))] overflow-x-auto sm:w-fit sm:max-w-full sm:gap-1 sm:rounded-full sm:border sm:shadow-float"
      >
        {/* The gallery has screen readers say it. */}
        <span className="tabular mr-auto min-w-7 truncate text-sm font-medium sm:mr-2 sm:overflow-visible">
          {typeof count === "number" ? formatCount(count, t.locale) : count}
          <span className="max-sm:sr-only"> {t("selected")}</span>
        </span>
        {children}
        <button
          type="button"
          className={buttonClass("dangerQuiet", "small", "rounded-full")}
          aria-label={label}
          onClick={onDelete}
        >
          <Trash2 className="size-4" aria-hidden="true" />
          <span className="hidden sm:inline">{label}</span>
        </button>
        <BarButton label={t("clear")} onClick={() => onClear()}>
          <X className="size-4" aria-hidden="true" />
        </BarButton>
      </div>
    </div>
  );
}
