"use client";

import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { useLibrary } from "../../../_components/library-context.ts";

/* Details of a photo that are edited where they are read. */

/** Stores what the owner says of a photo: `edit` resolves to whether that worked, and `problem` says why it did not. */
export function useEditImage(imageId: string) {
  const { gallery } = useLibrary();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function edit(body: object): Promise<boolean> {
    setBusy(true);
    try {
      const { image } = await callApi<{ image: ImageView }>(`/api/images/${imageId}`, { method: "PATCH", body });
      gallery.update([image]);
      setProblem(undefined);
      return true;
    } catch (error) {
      setProblem(toErrorMessage(error));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, problem, edit };
}

/** Opens the edit form of a detail. `hasLabel` shows the label too, for a detail that is still empty. */
export function EditButton({ label, hasLabel, onClick }: { label: string; hasLabel?: boolean; onClick: () => void }) {
  const isInteractive = useIsInteractive();
  return (
    <button
      type="button"
      disabled={!isInteractive}
      aria-label={label}
      className={buttonClass("quiet", hasLabel ? "small" : "smallIcon", hasLabel ? "mr-auto -ml-2.5" : "")}
      onClick={onClick}
    >
      <Pencil className="size-4 text-muted" aria-hidden="true" />
      {hasLabel && label}
    </button>
  );
}

/** Fields with the buttons that save and leave them; Escape leaves them too. */
export function EditForm({
  isBusy,
  problem,
  onSubmit,
  onClose,
  children,
  action,
}: {
  isBusy: boolean;
  problem: string | undefined;
  onSubmit: (fields: FormData) => void;
  onClose: () => void;
  children: ReactNode;
  /** A further button. */
  action?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget));
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      className="grid gap-3"
    >
      {children}
      <ProblemLine message={problem} />
      <div className="flex flex-wrap gap-2">
        <button type="submit" disabled={isBusy} className={buttonClass("primary")}>
          {t("save")}
        </button>
        <button type="button" className={buttonClass()} onClick={onClose}>
          {t("cancel")}
        </button>
        {action}
      </div>
    </form>
  );
}
