"use client";

import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { Modal } from "../../../_components/modal.tsx";
import { ShareWithUser } from "../../../_components/share/share-with-user.tsx";

/** Opens the dialog that shares all of the timeline with another user. */
export function ShareTimeline() {
  const t = useTranslations("shares");
  const isInteractive = useIsInteractive();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" disabled={!isInteractive} className={buttonClass()} onClick={() => setOpen(true)}>
        {t("shareTimeline")}
      </button>
      <Modal title={t("shareTimeline")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p className="mb-4 text-sm text-muted">{t("shareTimelineHelp")}</p>
        <ShareWithUser target={{ timeline: true }} />
      </Modal>
    </>
  );
}
