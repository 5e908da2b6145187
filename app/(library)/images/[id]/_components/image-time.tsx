"use client";

import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { toWallClockMs } from "#lib/images/capture-time.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { OffsetSelect } from "../../../_components/offset-select.tsx";
import { toSeconds } from "../../../_components/time-dialog.tsx";
import { describeTimeSource, formatCaptureTime } from "./format-shot.ts";

/** When a photo was taken; changed where it is read. */
export function ImageTime({ image }: { image: ImageView }) {
  const [isEditing, setEditing] = useState(false);
  const isInteractive = useIsInteractive();
  const t = useTranslations("viewer");
  if (isEditing) return <TimeForm image={image} onClose={() => setEditing(false)} />;
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        {image.takenAt ? (
          <time dateTime={image.takenAt}>{formatCaptureTime(image.takenAt, image.takenOffset, t.locale)}</time>
        ) : (
          <p className="text-muted">{t("notKnown")}</p>
        )}
        <p className="text-muted">{describeTimeSource(image, t)}</p>
      </div>
      <button
        type="button"
        disabled={!isInteractive}
        aria-label={t("changeTime")}
        className={buttonClass("quiet", "smallIcon")}
        onClick={() => setEditing(true)}
      >
        <Pencil className="size-4 text-muted" aria-hidden="true" />
      </button>
    </div>
  );
}

function TimeForm({ image, onClose }: { image: ImageView; onClose: () => void }) {
  const t = useTranslations("viewer");
  const common = useTranslations("common");
  const { gallery } = useLibrary();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { takenAt, takenOffset } = image;

  async function save(value: string | null): Promise<void> {
    setBusy(true);
    try {
      const body = { takenAt: value };
      const answer = await callApi<{ image: ImageView }>(`/api/images/${image.id}`, { method: "PATCH", body });
      gallery.update([answer.image]);
      onClose();
    } catch (error) {
      setProblem(toErrorMessage(error));
      setBusy(false);
    }
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void save(`${toSeconds(String(form.get("time")))}${form.get("offset")}`);
  }

  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      className="grid gap-2"
    >
      <input
        name="time"
        type="datetime-local"
        step={1}
        required
        aria-label={t("localTime")}
        defaultValue={takenAt && new Date(toWallClockMs(takenAt, takenOffset)).toISOString().slice(0, 19)}
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        className={inputClass}
      />
      <OffsetSelect none={t("zoneNotKnown")} defaultValue={takenOffset === "Z" ? "+00:00" : takenOffset} />
      <ProblemLine message={problem} />
      <div className="flex flex-wrap gap-2">
        <button type="submit" disabled={isBusy} className={buttonClass("primary")}>
          {common("save")}
        </button>
        <button type="button" className={buttonClass()} onClick={onClose}>
          {common("cancel")}
        </button>
        {image.takenAtSource === "owner" && (
          <button type="button" disabled={isBusy} className={buttonClass("quiet")} onClick={() => void save(null)}>
            {t("asFile")}
          </button>
        )}
      </div>
    </form>
  );
}
