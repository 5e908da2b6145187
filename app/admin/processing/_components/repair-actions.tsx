"use client";

import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { ActionButton } from "../../_components/action-button.tsx";
import { ActionDialog } from "../../_components/action-dialog.tsx";

interface Selection {
  images?: { ownerId: string; imageId: string }[];
  messageIds?: string[];
  fingerprint?: string;
  all?: true;
}

interface Report {
  done: number;
  isMore: boolean;
}

/** More calls than this only follow one another when new failures come in as fast as they are dealt with. */
const MAX_CALLS = 1_000;

interface RetryButtonProps {
  selection: Selection;
  children: string;
  label?: string;
  look?: "primary" | "secondary";
}

export function RetryButton({ selection, children, label, look = "secondary" }: RetryButtonProps) {
  const t = useTranslations("adminProcessing");
  return (
    <ActionButton
      look={look}
      {...(label ? { label } : {})}
      run={async () => {
        const done = await repeat("/api/admin/processing/retry", selection);
        return done === 0 ? t("nothingToRetry") : t("retriesRequested", { count: done });
      }}
    >
      {children}
    </ActionButton>
  );
}

/** Retries everything that has failed, after asking. */
export function RetryAllButton({ failures }: { failures: string }) {
  const t = useTranslations("adminProcessing");
  const router = useRouter();
  return (
    <ActionDialog
      trigger={t("retryAll")}
      triggerClassName={buttonClass("primary")}
      title={t("retryAllAsk", { count: failures })}
      body={t("retryAllHelp")}
      action={t("retryAll")}
      done={t("retryRequested")}
      run={async () => {
        await repeat("/api/admin/processing/retry", { all: true });
        router.refresh();
      }}
    />
  );
}

export function DiscardButton({ selection, what, label }: { selection: Selection; what: string; label?: string }) {
  const t = useTranslations("adminProcessing");
  const router = useRouter();
  return (
    <ActionDialog
      trigger={t("discard")}
      triggerClassName={buttonClass("dangerQuiet", "small")}
      {...(label ? { triggerLabel: label } : {})}
      title={t("discardAsk", { what })}
      body={t("discardHelp")}
      action={t("discard")}
      isDangerous
      run={async (form) => {
        await repeat("/api/admin/processing/discard", { ...selection, reason: String(form.get("reason")) });
        router.refresh();
      }}
    >
      <TextField id="reason" name="reason" label={t("reason")} required maxLength={300} />
    </ActionDialog>
  );
}

/** Calls until nothing is left, since one call deals with a hundred. Returns how many were dealt with. */
async function repeat(path: string, body: object): Promise<number> {
  let total = 0;
  for (let call = 0; call < MAX_CALLS; call++) {
    const { done, isMore } = await callApi<Report>(path, { method: "POST", body });
    total += done;
    if (!isMore || done === 0) return total;
  }
  return total;
}
