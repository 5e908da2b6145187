"use client";

import { useSyncExternalStore } from "react";
import { toast } from "#app/_components/toast.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { loadWhenShown } from "../load-when-shown.tsx";
import { useUploading } from "./uploading-context.ts";

const ImportDialog = loadWhenShown(() =>
  withLateMessages(() => import("./import-dialog.tsx")).then((dialog) => dialog.ImportDialog),
);

/** Asks how an export is to come in, with a dialog that is fetched when one was chosen. */
export function ImportOffer() {
  const t = useTranslations("upload");
  const common = useTranslations("common");
  const { imports } = useUploading();
  const files = useSyncExternalStore(imports.subscribe, imports.snapshot, () => undefined);
  if (!files) return null;

  /** Withdraws the offer: files chosen later would join it, and without its dialog nobody would see them. */
  function giveUp(): void {
    const chosen = [...(imports.snapshot() ?? [])];
    imports.clear();
    const action = { label: common("tryAgain"), onClick: () => imports.add(chosen) };
    toast(t("notImported"), { action, duration: Number.POSITIVE_INFINITY });
  }

  return <ImportDialog files={files} onNotLoaded={giveUp} />;
}
