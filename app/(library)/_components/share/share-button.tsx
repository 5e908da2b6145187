"use client";

import { Share2 } from "lucide-react";
import { useState } from "react";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { ShareDialog, type ShareTarget } from "./share-dialog.tsx";

interface ShareButtonProps {
  target: ShareTarget;
  /** Names what is shared: "12 photos", or an album. */
  what: string;
  /** Whether the word stands beside the icon. */
  hasLabel?: boolean;
  className: string;
}

/** Opens the dialog that makes a link. */
export function ShareButton({ target, what, hasLabel = false, className }: ShareButtonProps) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("shares");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-label={t("share")}
        title={t("share")}
        disabled={!isInteractive}
        className={className}
        onClick={() => setOpen(true)}
      >
        <Share2 className="size-4" aria-hidden="true" />
        {hasLabel && t("share")}
      </button>
      <ShareDialog target={target} what={what} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
