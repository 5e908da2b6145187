"use client";

import { ListChecks, RotateCcw } from "lucide-react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { WholeList } from "../../bulk-changes.ts";
import { imageChanges, type WordedChange } from "../../image-changes.ts";
import { useImageActions } from "../../use-image-actions.ts";
import { nameCount } from "../list/whole-list.ts";
import { BarButton } from "./bar-button.tsx";
import { SelectionFrame } from "./selection-frame.tsx";

interface TrashBarProps {
  images: ImageListItem[];
  /** All of the trash, where that is selected. */
  whole: WholeList | undefined;
  /** How many there are in all. */
  total: number;
  onSelectAll: () => void;
  onChangeWhole: (change: WordedChange) => void;
  /** Deletes them permanently. */
  onDelete: () => void;
  /** After a change with those that were changed. */
  onClear: (changed?: readonly ImageListItem[]) => void;
}

/** What can be done to selected photos of the trash. */
export function TrashBar({ images, whole, total, onSelectAll, onChangeWhole, onDelete, onClear }: TrashBarProps) {
  const actions = useImageActions();
  const t = useTranslations("gallery");
  const trash = useTranslations("trash");
  async function restore(): Promise<void> {
    if (whole !== undefined) onChangeWhole(imageChanges.restore());
    else if (await actions.restore(images)) onClear(images);
  }
  return (
    <SelectionFrame
      count={whole ? nameCount(whole, t) : images.length}
      deleteLabel={trash("deletePermanently")}
      onDelete={onDelete}
      onClear={onClear}
    >
      {whole === undefined && total > images.length && (
        <BarButton label={t("selectAllCount", { count: total })} onClick={onSelectAll}>
          <ListChecks className="size-4" aria-hidden="true" />
        </BarButton>
      )}
      <button type="button" className={buttonClass("quiet", "small", "rounded-full")} onClick={() => void restore()}>
        <RotateCcw className="size-4" aria-hidden="true" />
        {trash("restore")}
      </button>
    </SelectionFrame>
  );
}
