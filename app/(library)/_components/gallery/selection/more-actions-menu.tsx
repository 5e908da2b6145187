"use client";

import { Ellipsis, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { buttonClass } from "#app/_components/button-class.ts";
import { menuClass } from "#app/_components/menu-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

export interface MenuAction {
  label: string;
  icon: LucideIcon;
  onSelect: () => void;
  /** The bar has a button for it where there is room. */
  isOnPhoneOnly?: boolean;
}

/** What a bar has no room for. */
export function MoreActionsMenu({ actions, look = "" }: { actions: MenuAction[]; look?: string }) {
  const t = useTranslations("gallery");
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={t("moreActions")}
        className={buttonClass("quiet", "smallIcon", `rounded-full ${look}`)}
      >
        <Ellipsis className="size-4" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuClass.content}>
          {actions.map(({ label, icon: Icon, onSelect, isOnPhoneOnly }) => (
            <DropdownMenu.Item
              key={label}
              className={`${menuClass.item} ${isOnPhoneOnly ? "sm:hidden" : ""}`}
              onSelect={onSelect}
            >
              <Icon className="size-4 text-muted" aria-hidden="true" />
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
