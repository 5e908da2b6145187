"use client";

import type { Key, ReactNode } from "react";
import type { Combobox } from "./use-combobox.ts";

interface SuggestionListProps<Option> {
  combobox: Combobox;
  /** What a screen reader calls the list. */
  label: string;
  options: readonly Option[];
  keyOf: (option: Option) => Key;
  children: (option: Option) => ReactNode;
}

/** The options of a combobox, over what stands below its field while it is open. Its parent has to be positioned. */
export function SuggestionList<Option>({ combobox, label, options, keyOf, children }: SuggestionListProps<Option>) {
  if (!combobox.isOpen) return null;
  return (
    <ul
      {...combobox.listProps}
      aria-label={label}
      className="absolute inset-x-0 top-full z-40 mt-1 max-h-72 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 text-sm shadow-float"
    >
      {options.map((option, index) => (
        <li
          key={keyOf(option)}
          {...combobox.optionProps(index)}
          className="flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-2.5 touch-target hover:bg-raised aria-selected:bg-raised"
        >
          {children(option)}
        </li>
      ))}
    </ul>
  );
}
