"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { inputClass, TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import type { PlanOptions } from "#lib/imports/plan-photo.ts";

/** As the command has it unless it is told otherwise. */
export const wordsDefaults: WordsOptions = { people: true, keywords: true };

interface ImportOptionsProps {
  plan: PlanOptions;
  words: WordsOptions;
  album: string;
  onPlan: (plan: PlanOptions) => void;
  onWords: (words: WordsOptions) => void;
  onAlbum: (album: string) => void;
}

const archivedAs = ["archived", "shown", "out"] as const satisfies PlanOptions["archived"][];

/** How an export comes in, as the command's options say it. */
export function ImportOptions({ plan, words, album, onPlan, onWords, onAlbum }: ImportOptionsProps) {
  const t = useTranslations("imports");
  return (
    <Disclosure label={t("options")}>
      <div className="space-y-4 pt-3">
        <fieldset>
          <legend className="text-sm font-medium">{t("photos")}</legend>
          <Choice label={t("trashed")} isOn={plan.trashed} onChange={(trashed) => onPlan({ ...plan, trashed })} />
          <Choice label={t("locked")} isOn={plan.locked} onChange={(locked) => onPlan({ ...plan, locked })} />
          <Choice label={t("partner")} isOn={plan.partner} onChange={(partner) => onPlan({ ...plan, partner })} />
        </fieldset>
        <div className="space-y-1.5">
          <label htmlFor="import-archived" className="block text-sm font-medium">
            {t("archivedPhotos")}
          </label>
          <select
            id="import-archived"
            value={plan.archived}
            onChange={({ target }) =>
              onPlan({ ...plan, archived: archivedAs.find((how) => how === target.value) ?? "archived" })
            }
            className={inputClass}
          >
            {archivedAs.map((how) => (
              <option key={how} value={how}>
                {t(how)}
              </option>
            ))}
          </select>
        </div>
        <fieldset>
          <legend className="text-sm font-medium">{t("albums")}</legend>
          <Choice
            label={t("untitledAlbums")}
            isOn={plan.untitledAlbums}
            onChange={(untitledAlbums) => onPlan({ ...plan, untitledAlbums })}
          />
          <Choice label={t("memories")} isOn={plan.memories} onChange={(memories) => onPlan({ ...plan, memories })} />
          <Choice label={t("comments")} isOn={plan.comments} onChange={(comments) => onPlan({ ...plan, comments })} />
          <Choice
            label={t("albumsByFolder")}
            isOn={plan.albumsByFolder}
            onChange={(albumsByFolder) => onPlan({ ...plan, albumsByFolder })}
          />
        </fieldset>
        <TextField
          id="import-album"
          label={t("oneAlbum")}
          value={album}
          maxLength={255}
          autoComplete="off"
          onChange={({ target }) => onAlbum(target.value)}
        />
        <fieldset>
          <legend className="text-sm font-medium">{t("tags")}</legend>
          <Choice label={t("people")} isOn={words.people} onChange={(people) => onWords({ ...words, people })} />
          <Choice
            label={t("keywords")}
            isOn={words.keywords}
            onChange={(keywords) => onWords({ ...words, keywords })}
          />
        </fieldset>
        <fieldset>
          <legend className="text-sm font-medium">{t("captions")}</legend>
          <Choice
            label={t("cutsCaptions")}
            isOn={!words.hasLongCaptionsOut}
            onChange={(isOn) => onWords({ ...words, hasLongCaptionsOut: !isOn })}
          />
        </fieldset>
      </div>
    </Disclosure>
  );
}

/** Something that is folded away until it is wanted. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="group border-t border-line pt-3">
      <summary className="flex min-h-9 list-none items-center gap-1.5 rounded text-sm font-medium touch-target [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden="true" />
        {label}
      </summary>
      {children}
    </details>
  );
}

function Choice({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex min-h-9 items-center gap-3 text-sm touch-target">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      {label}
    </label>
  );
}
