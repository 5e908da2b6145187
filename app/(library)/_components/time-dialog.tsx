"use client";

import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { TimeEdit } from "#lib/images/own-time.ts";
import { Modal } from "./modal.tsx";
import { OffsetSelect } from "./offset-select.tsx";

interface TimeDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** null: as the files say. */
  onChoose: (edit: TimeEdit | null) => void;
}

const modes = ["shift", "set", "reset"] as const;
type Mode = (typeof modes)[number];

/** Asks how the date and time of several photos are to change. */
export function TimeDialog({ isOpen, onClose, onChoose }: TimeDialogProps) {
  const t = useTranslations("changes");
  return (
    <Modal isOpen={isOpen} onClose={onClose} title={t("dateAndTime")} size="tall">
      <TimeForm onClose={onClose} onChoose={onChoose} />
    </Modal>
  );
}

function TimeForm({ onClose, onChoose }: Omit<TimeDialogProps, "isOpen">) {
  const t = useTranslations("changes");
  const common = useTranslations("common");
  const [mode, setMode] = useState<Mode>("shift");
  const [problem, setProblem] = useState<string>();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const edit = mode === "reset" ? null : readEdit(mode, new FormData(event.currentTarget));
    if (edit === undefined) {
      setProblem(t("sayHowMuch"));
      return;
    }
    onClose();
    onChoose(edit);
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="sr-only">{t("whatToChange")}</legend>
        {modes.map((one) => (
          <label key={one} className="flex items-center gap-2 text-sm touch-target">
            <input
              type="radio"
              name="mode"
              value={one}
              checked={mode === one}
              onChange={() => {
                setMode(one);
                setProblem(undefined);
              }}
              className="size-4 accent-accent"
            />
            {t(one)}
          </label>
        ))}
      </fieldset>
      {mode === "shift" && (
        <>
          <p className="text-sm text-muted">{t("shiftNote")}</p>
          <div className="grid grid-cols-2 items-end gap-3 sm:grid-cols-4">
            <select name="direction" aria-label={t("direction")} className={inputClass}>
              <option value="1">{t("later")}</option>
              <option value="-1">{t("earlier")}</option>
            </select>
            {(["days", "hours", "minutes"] as const).map((unit) => (
              <label key={unit} className="grid gap-1 text-xs text-muted">
                {t(unit)}
                <input name={unit} type="number" min={0} max={36_500} step={1} placeholder="0" className={inputClass} />
              </label>
            ))}
          </div>
        </>
      )}
      {mode === "set" && (
        <input name="time" type="datetime-local" step={1} required aria-label={t("localTime")} className={inputClass} />
      )}
      {mode === "reset" ? (
        <p className="text-sm text-muted">{t("resetNote")}</p>
      ) : (
        <OffsetSelect none={t("sameZone")} />
      )}
      <ProblemLine message={problem} />
      <div className="flex justify-end gap-3">
        <button type="button" className={buttonClass()} onClick={onClose}>
          {common("cancel")}
        </button>
        <button type="submit" className={buttonClass("primary")}>
          {t("change")}
        </button>
      </div>
    </form>
  );
}

/** Undefined when nothing is to change. */
function readEdit(mode: "shift" | "set", form: FormData): TimeEdit | undefined {
  const offset = String(form.get("offset"));
  const zone = offset === "" ? {} : { offset };
  if (mode === "set") return { takenAt: toSeconds(String(form.get("time"))), ...zone };
  const of = (unit: string) => Number(form.get(unit));
  const minutes = Number(form.get("direction")) * (of("days") * 24 * 60 + of("hours") * 60 + of("minutes"));
  if (minutes === 0) return offset === "" ? undefined : zone;
  return { shiftMinutes: minutes, ...zone };
}

/** Browsers leave out seconds that are zero. */
export function toSeconds(time: string): string {
  return time.length === "2024-05-01T10:00".length ? `${time}:00` : time;
}
