"use client";

import { type KeyboardEvent, useId, useState } from "react";

interface ComboboxOptions<Option> {
  options: Option[];
  onChoose: (option: Option) => void;
  /** Whether Enter takes the first option although none was moved to. */
  takesFirst: boolean;
}

export type Combobox = ReturnType<typeof useCombobox>;

/**
 * An input with a list of options under it, by keys and by pointer, as
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ describes it. The focus stays in the input.
 */
export function useCombobox<Option>({ options, onChoose, takesFirst }: ComboboxOptions<Option>) {
  const listId = useId();
  const [isWanted, setWanted] = useState(false);
  const [moved, setMoved] = useState<number>();
  const isOpen = isWanted && options.length > 0;
  const first = takesFirst ? 0 : undefined;
  const active = isOpen ? (moved !== undefined && moved < options.length ? moved : first) : undefined;

  function close(): void {
    setWanted(false);
    setMoved(undefined);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const chosen = active === undefined ? undefined : options[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setWanted(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = active ?? (step > 0 ? -1 : options.length);
      setMoved((from + step + options.length) % Math.max(1, options.length));
    } else if (event.key === "Enter" && chosen !== undefined) {
      event.preventDefault();
      close();
      onChoose(chosen);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  return {
    isOpen,
    close,
    /** To be called when the text changes. */
    onType() {
      setWanted(true);
      setMoved(undefined);
    },
    inputProps: {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": isOpen,
      "aria-controls": listId,
      "aria-activedescendant": active === undefined ? undefined : `${listId}-${active}`,
      autoComplete: "off",
      onKeyDown,
      onFocus: () => setWanted(true),
      onBlur: close,
    } as const,
    listProps: { id: listId, role: "listbox" } as const,
    optionProps: (index: number) =>
      ({
        id: `${listId}-${index}`,
        role: "option",
        tabIndex: -1,
        "aria-selected": index === active,
        // The input keeps the focus.
        onMouseDown: (event: { preventDefault(): void }) => event.preventDefault(),
        onClick() {
          const option = options[index];
          close();
          if (option !== undefined) onChoose(option);
        },
      }) as const,
  };
}
