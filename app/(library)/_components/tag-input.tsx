"use client";

import { useEffect, useRef, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { SuggestionList } from "#app/_components/suggestion-list.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { useCombobox } from "#app/_components/use-combobox.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { foldText } from "#lib/fold-words.ts";
import type { TagView } from "#lib/tags/tag-api.ts";
import { matchNames } from "./match-names.ts";

const MAX_SUGGESTIONS = 8;
/** As the API takes them. */
const MAX_TAG_LENGTH = 100;

export type NamedTag = Pick<TagView, "id" | "name">;

interface TagInputProps {
  label: string;
  onChoose: (tag: NamedTag) => void;
  /** Tags that are not suggested. */
  without?: string[];
  /** Whether a tag that there is not can be made here. */
  canCreate?: boolean;
  isFocused?: boolean;
}

/** Asks for a tag and suggests those there are; a new name makes a new one. */
export function TagInput({ label, onChoose, without = [], canCreate = true, isFocused = false }: TagInputProps) {
  const t = useTranslations("library");
  const common = useTranslations("common");
  const [tags, setTags] = useState<TagView[]>();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const options = suggest(tags ?? [], text, without, canCreate && tags !== undefined);
  /** Enter was pressed before the tags had come. */
  const isAwaited = useRef(false);
  const combobox = useCombobox({ options, onChoose: choose, takesFirst: text.trim() !== "" });

  useEffect(() => {
    const [first] = options;
    if (!isAwaited.current || !tags) return;
    isAwaited.current = false;
    if (first) void choose(first);
  });

  function load(): void {
    combobox.inputProps.onFocus();
    if (tags) return;
    callApi<{ tags: TagView[] }>("/api/tags").then(
      (answer) => setTags(answer.tags),
      (error) => setProblem(toErrorMessage(error)),
    );
  }

  async function choose(option: Suggestion): Promise<void> {
    setText("");
    setProblem(undefined);
    if (option.id !== undefined) return onChoose({ id: option.id, name: option.name });
    try {
      const { tag } = await callApi<{ tag: TagView }>("/api/tags", { method: "POST", body: { name: option.name } });
      setTags((known) => [...(known ?? []).filter(({ id }) => id !== tag.id), tag]);
      onChoose(tag);
    } catch (error) {
      setText(option.name);
      setProblem(toErrorMessage(error));
    }
  }

  return (
    <div className="relative">
      <input
        {...combobox.inputProps}
        aria-label={label}
        placeholder={label}
        maxLength={MAX_TAG_LENGTH}
        value={text}
        onFocus={load}
        onKeyDown={(event) => {
          isAwaited.current = event.key === "Enter" && !tags && text.trim() !== "";
          if (isAwaited.current) event.preventDefault();
          else combobox.inputProps.onKeyDown(event);
        }}
        onChange={(event) => {
          setText(event.target.value);
          combobox.onType();
        }}
        // biome-ignore lint/a11y/noAutofocus: a dialog that asks for nothing else
        autoFocus={isFocused}
        className={inputClass}
      />
      <SuggestionList
        combobox={combobox}
        label={common("suggestions")}
        options={options}
        keyOf={({ id }) => id ?? "new"}
      >
        {({ id, name }) => <span className="truncate">{id === undefined ? t("newTag", { name }) : name}</span>}
      </SuggestionList>
      <ProblemLine message={problem} className="mt-2" />
    </div>
  );
}

/** A tag, or one to be made, which has no id yet. */
type Suggestion = { id?: string; name: string };

function suggest(tags: TagView[], text: string, without: string[], canCreate: boolean): Suggestion[] {
  const name = text.trim().replaceAll(/\s+/gu, " ");
  const folded = foldText(name);
  const others = tags.filter(({ id }) => !without.includes(id));
  const suggested: Suggestion[] = matchNames(others, name).slice(0, MAX_SUGGESTIONS);
  const isNew = name !== "" && !tags.some((tag) => foldText(tag.name) === folded);
  return isNew && canCreate ? [...suggested, { name }] : suggested;
}
