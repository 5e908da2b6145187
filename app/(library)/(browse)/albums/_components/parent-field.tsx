"use client";

import { useId, useState } from "react";
import { SuggestionList } from "#app/_components/suggestion-list.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { useCombobox } from "#app/_components/use-combobox.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { Collection } from "../../../_components/image-changes.ts";
import { matchNames } from "../../../_components/match-names.ts";

const MAX_SUGGESTIONS = 8;

interface ParentFieldProps {
  parent: Collection | undefined;
  albums: readonly Collection[];
}

/** Asks in which album another one is; with an empty field it is in none. Its form has the id as "parent". */
export function ParentField({ parent, albums }: ParentFieldProps) {
  const t = useTranslations("albums");
  const common = useTranslations("common");
  const id = useId();
  const [chosen, setChosen] = useState(parent);
  const [text, setText] = useState(parent?.name ?? "");
  const isTyped = text !== (chosen?.name ?? "");
  const options = matchNames(albums, isTyped ? text : "").slice(0, MAX_SUGGESTIONS);
  const choose = (album: Collection | undefined) => {
    setChosen(album);
    setText(album?.name ?? "");
  };
  const combobox = useCombobox({ options, onChoose: choose, takesFirst: isTyped && text.trim() !== "" });
  return (
    <div className="relative grid gap-1 text-sm">
      <label htmlFor={id}>{t("parent")}</label>
      <input type="hidden" name="parent" value={chosen?.id ?? ""} />
      <input
        {...combobox.inputProps}
        id={id}
        placeholder={t("noParent")}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          if (target.value.trim() === "") setChosen(undefined);
          combobox.onType();
        }}
        onBlur={() => {
          combobox.close();
          setText(chosen?.name ?? "");
        }}
        className={inputClass}
      />
      <SuggestionList combobox={combobox} label={common("suggestions")} options={options} keyOf={({ id }) => id}>
        {({ name }) => <span className="truncate">{name}</span>}
      </SuggestionList>
    </div>
  );
}
