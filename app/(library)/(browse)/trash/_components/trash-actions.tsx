"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useListCount } from "../../../_components/gallery/list/use-list-count.ts";
import { toWholeList } from "../../../_components/gallery/list/whole-list.ts";
import { imageChanges } from "../../../_components/image-changes.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { useImageActions } from "../../../_components/use-image-actions.ts";

const ALL = "trashed=true";

/** What can be done to all that is in the trash, however much of it is loaded; nothing while it is empty. */
export function TrashActions({ count: rendered }: { count: number }) {
  const router = useRouter();
  const { lists } = useLibrary();
  const actions = useImageActions();
  const t = useTranslations("trash");
  const total = useListCount(rendered);
  if (total === 0) return null;
  const whole = toWholeList(ALL, total);
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <button
        type="button"
        className={buttonClass("secondary", "small")}
        onClick={() =>
          void actions.changeWhole(whole, imageChanges.restore(), () => {
            lists.forgetHidden();
            router.refresh();
          })
        }
      >
        <RotateCcw className="size-4" aria-hidden="true" />
        {t("restoreAll")}
      </button>
      <button
        type="button"
        className={buttonClass("dangerQuiet", "small")}
        onClick={() => void actions.deleteWholePermanently(whole, () => router.refresh())}
      >
        <Trash2 className="size-4" aria-hidden="true" />
        {t("emptyTrash")}
      </button>
    </div>
  );
}
