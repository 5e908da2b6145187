"use client";

import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { signOut } from "../../_components/sign-out.ts";

export function SessionButtons() {
  const t = useTranslations("account");
  const [isBusy, setBusy] = useState(false);
  const isInteractive = useIsInteractive();
  const confirm = useConfirm();

  async function signOutEverywhere(): Promise<void> {
    const isConfirmed = await confirm({
      title: t("signOutEverywhereAsk"),
      body: t("signOutEverywhereNote"),
      action: t("signOutEverywhere"),
    });
    if (!isConfirmed) return;
    setBusy(true);
    try {
      await callApi("/api/account/sign-out-everywhere", { method: "POST" });
      await signOut();
    } catch (error) {
      setBusy(false);
      toast.error(t("signOutEverywhereFailed"), { description: toErrorMessage(error) });
    }
  }

  return (
    <div className="flex flex-wrap gap-3">
      <button type="button" className={buttonClass()} disabled={!isInteractive} onClick={() => void signOut()}>
        {t("signOut")}
      </button>
      <button
        type="button"
        className={buttonClass()}
        disabled={isBusy || !isInteractive}
        onClick={() => void signOutEverywhere()}
      >
        {t("signOutEverywhere")}
      </button>
    </div>
  );
}
