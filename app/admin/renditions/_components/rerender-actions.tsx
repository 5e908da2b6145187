"use client";

import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { DEFAULT_PACE, MAX_PACE } from "#lib/integrity/pace.ts";
import type { RerenderRun } from "#lib/processing/rerender-run.ts";
import { ActionButton } from "../../_components/action-button.tsx";
import { ActionDialog } from "../../_components/action-dialog.tsx";

/** Starts a re-render, after saying what it costs and asking how fast it may be. */
export function StartButton({ images, cost }: { images: number; cost: string }) {
  const t = useTranslations("adminRenditions");
  const router = useRouter();
  return (
    <ActionDialog
      trigger={t("renderAgain")}
      triggerClassName={buttonClass("primary")}
      title={t("renderAgainAsk")}
      body={t("renderAgainHelp", { count: images, cost })}
      action={t("renderAgain")}
      done={t("starts")}
      run={async (form) => {
        const body = { force: form.get("force") === "on", pacePerMinute: Number(form.get("pace")) };
        await callApi("/api/admin/renditions", { method: "POST", body });
        router.refresh();
      }}
    >
      <PaceField pacePerMinute={DEFAULT_PACE} />
      <label htmlFor="force" className="flex items-start gap-2.5 text-sm">
        <input id="force" name="force" type="checkbox" className="mt-0.5 size-4 accent-accent" />
        <span>
          {t("force")}
          <span className="block text-[0.8125rem] text-muted">{t("forceHelp")}</span>
        </span>
      </label>
    </ActionDialog>
  );
}

interface RerenderActionsProps {
  number: number;
  state: RerenderRun["state"];
  pacePerMinute: number;
}

/** What can be done with the current re-render. */
export function RerenderActions({ number, state, pacePerMinute }: RerenderActionsProps) {
  const t = useTranslations("adminRenditions");
  const router = useRouter();
  const path = `/api/admin/renditions/${number}`;
  const tell = (body: object) => callApi(path, { method: "PATCH", body });
  return (
    <div className="flex flex-wrap gap-2">
      {state === "running" ? (
        <ActionButton run={() => tell({ command: "pause" }).then(() => t("pausedNow"))}>{t("pause")}</ActionButton>
      ) : (
        <ActionButton look="primary" run={() => tell({ command: "resume" }).then(() => t("resumes"))}>
          {t("resume")}
        </ActionButton>
      )}
      <ActionDialog
        trigger={t("changePace")}
        triggerClassName={buttonClass("secondary", "small")}
        title={t("changePaceTitle")}
        body={t("changePaceHelp")}
        action={t("changePace")}
        run={async (form) => {
          await tell({ pacePerMinute: Number(form.get("pace")) });
          router.refresh();
        }}
      >
        <PaceField pacePerMinute={pacePerMinute} />
      </ActionDialog>
      <ActionDialog
        trigger={t("cancel")}
        triggerClassName={buttonClass("dangerQuiet", "small")}
        title={t("cancelAsk")}
        body={t("cancelHelp")}
        action={t("cancel")}
        isDangerous
        run={async () => {
          await tell({ command: "cancel" });
          router.refresh();
        }}
      />
    </div>
  );
}

function PaceField({ pacePerMinute }: { pacePerMinute: number }) {
  const t = useTranslations("adminRenditions");
  return (
    <TextField
      id="pace"
      name="pace"
      label={t("paceField")}
      type="number"
      inputMode="numeric"
      min={1}
      max={MAX_PACE}
      step={1}
      required
      defaultValue={pacePerMinute}
    />
  );
}
