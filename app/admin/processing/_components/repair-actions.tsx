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
  nextCursor?: string;
}

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

/**
 * Calls until nothing is left of what had failed by the first call, since one deals with a hundred. Returns how many
 * were dealt with.
 */
async function repeat(path: string, body: object): Promise<number> {
  let total = 0;
  let cursor: string | undefined;
  do {
    const report: Report = await callApi<Report>(path, { method: "POST", body: { ...body, cursor } });
    total += report.done;
    cursor = report.nextCursor;
  } while (cursor !== undefined);
  return total;
}
