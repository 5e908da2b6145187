"use client";

import type { LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ButtonOfMenu } from "#app/_components/menu-button.tsx";
import { menuClass } from "#app/_components/menu-class.ts";
import { MenuPanel } from "#app/_components/menu-panel.tsx";

export interface ViewerAction {
  label: string;
  Icon: LucideIcon;
  onSelect: () => void;
  /** The key that does the same. */
  keys?: string;
  title?: string;
  /** State of a toggle; absent for other actions. */
  isOn?: boolean;
  /** Whether the label is shown beside the icon on wide screens. */
  hasLabel?: boolean;
}

/** What the bar has no room for on a phone. */
export function ViewerMenu({ actions, ...ofButton }: { actions: ViewerAction[] } & ButtonOfMenu) {
  return (
    <MenuPanel {...ofButton}>
      {actions.map(({ label, Icon, onSelect }) => (
        <DropdownMenu.Item key={label} className={menuClass.item} onSelect={onSelect}>
          <Icon className="size-4 text-muted" aria-hidden="true" />
          {label}
        </DropdownMenu.Item>
      ))}
    </MenuPanel>
  );
}
