"use client";

import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";
import type { ButtonOfMenu } from "./menu-button.tsx";
import { menuClass } from "./menu-class.ts";

interface MenuPanelProps extends ButtonOfMenu {
  className?: string;
  children: ReactNode;
}

/** The menu of a MenuButton, below it; its children are items of Radix's DropdownMenu. */
export function MenuPanel({ isOpen, onOpenChange, button, className = "", children }: MenuPanelProps) {
  const isLeft = useRef(false);
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={onOpenChange}>
      {/* The menu is placed by its trigger: it lies on the button, which was there first. */}
      <DropdownMenu.Trigger asChild disabled>
        <span aria-hidden="true" className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className={`${menuClass.content} max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto ${className}`}
          aria-labelledby={button.current?.id}
          onInteractOutside={(event) => {
            // The button closes the menu itself.
            if (button.current?.contains(event.target as Node)) event.preventDefault();
            else isLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!isLeft.current) button.current?.focus();
            isLeft.current = false;
          }}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
