"use client";

import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { TextField } from "#app/_components/text-field.tsx";
import { DEFAULT_PACE, MAX_PACE } from "#lib/integrity/pace.ts";
import type { RerenderRun } from "#lib/processing/rerender-run.ts";
import { ActionButton } from "../../_components/action-button.tsx";
import { ActionDialog } from "../../_components/action-dialog.tsx";

/** Starts a re-render, after saying what it costs and asking how fast it may be. */
export function StartButton({ images, cost }: { images: number; cost: string }) {
  const router = useRouter();
  return (
    <ActionDialog
      trigger="Render again"
      triggerClassName={buttonClass("primary")}
      title="Render the library again?"
      body={`Estimated cost on AWS for all ${images.toLocaleString("en")} images: ${cost}. Images keep their renditions until the new ones are ready, uploads go first, and you can pause at any time.`}
      action="Render again"
      done="The re-render starts within a minute."
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
          Include up-to-date images
          <span className="block text-[0.8125rem] text-muted">
            Otherwise only images with an older recipe are rendered.
          </span>
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
  const router = useRouter();
  const path = `/api/admin/renditions/${number}`;
  const tell = (body: object) => callApi(path, { method: "PATCH", body });
  return (
    <div className="flex flex-wrap gap-2">
      {state === "running" ? (
        <ActionButton run={() => tell({ command: "pause" }).then(() => "Paused.")}>Pause</ActionButton>
      ) : (
        <ActionButton look="primary" run={() => tell({ command: "resume" }).then(() => "Resumes within a minute.")}>
          Resume
        </ActionButton>
      )}
      <ActionDialog
        trigger="Change pace"
        triggerClassName={buttonClass("secondary", "small")}
        title="Change the pace"
        body="A higher pace keeps more workers busy. Uploads go first at any pace."
        action="Change pace"
        run={async (form) => {
          await tell({ pacePerMinute: Number(form.get("pace")) });
          router.refresh();
        }}
      >
        <PaceField pacePerMinute={pacePerMinute} />
      </ActionDialog>
      <ActionDialog
        trigger="Cancel re-render"
        triggerClassName={buttonClass("dangerQuiet", "small")}
        title="Cancel the re-render?"
        body="Images that were rendered again keep their new renditions, the others the ones they have. Another re-render can be started at any time."
        action="Cancel re-render"
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
  return (
    <TextField
      id="pace"
      name="pace"
      label="Images a minute, at most"
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
