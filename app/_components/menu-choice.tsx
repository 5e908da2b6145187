"use client";

import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { menuClass } from "./menu-class.ts";

interface MenuChoiceProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string; Icon: LucideIcon }[];
  value: Value;
  onChoose: (value: Value) => void;
}

/** One of several options in a menu, the current one with a check mark. */
export function MenuChoice<Value extends string>({ label, options, value, onChoose }: MenuChoiceProps<Value>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(chosen) => {
        const option = options.find((one) => one.value === chosen);
        if (option) onChoose(option.value);
      }}
      aria-label={label}
    >
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={menuClass.item}>
          <option.Icon className="size-4 text-muted" aria-hidden="true" />
          {option.label}
          <DropdownMenu.ItemIndicator className="ml-auto">
            <Check className="size-4" aria-hidden="true" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
