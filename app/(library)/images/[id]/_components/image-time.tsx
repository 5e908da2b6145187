"use client";

import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { toWallClockMs } from "#lib/images/capture-time.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { OffsetSelect } from "../../../_components/offset-select.tsx";
import { toSeconds } from "../../../_components/time-dialog.tsx";
import { EditButton, EditForm, useEditImage } from "./edit-form.tsx";
import { describeTimeSource, formatCaptureTime } from "./format-shot.ts";

/** When a photo was taken; changed where it is read. */
export function ImageTime({ image }: { image: ImageView }) {
  const [isEditing, setEditing] = useState(false);
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
      <EditButton label={t("changeTime")} onClick={() => setEditing(true)} />
    </div>
  );
}

function TimeForm({ image, onClose }: { image: ImageView; onClose: () => void }) {
  const t = useTranslations("viewer");
  const { isBusy, problem, edit } = useEditImage(image.id);
  const { takenAt, takenOffset } = image;

  async function save(value: string | null): Promise<void> {
    if (await edit({ takenAt: value })) onClose();
  }

  return (
    <EditForm
      isBusy={isBusy}
      problem={problem}
      onSubmit={(fields) => void save(`${toSeconds(String(fields.get("time")))}${fields.get("offset")}`)}
      onClose={onClose}
      action={
        image.takenAtSource === "owner" && (
          <button type="button" disabled={isBusy} className={buttonClass("quiet")} onClick={() => void save(null)}>
            {t("asFile")}
          </button>
        )
      }
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
    </EditForm>
  );
}
