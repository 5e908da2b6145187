"use client";

import { CalendarDays, Check, GripVertical } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ButtonOfMenu } from "#app/_components/menu-button.tsx";
import { menuClass } from "#app/_components/menu-class.ts";
import { MenuPanel } from "#app/_components/menu-panel.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

const orders = [
  { value: "byTime", Icon: CalendarDays },
  { value: "ownOrder", Icon: GripVertical },
] as const;

interface AlbumOrderItemsProps extends ButtonOfMenu {
  hasOwnOrder: boolean;
  onChoose: (isOwn: boolean) => void;
}

export function AlbumOrderItems({ hasOwnOrder, onChoose, ...button }: AlbumOrderItemsProps) {
  const t = useTranslations("albums");
  return (
    <MenuPanel {...button}>
      <DropdownMenu.RadioGroup
        value={hasOwnOrder ? "ownOrder" : "byTime"}
        onValueChange={(value) => onChoose(value === "ownOrder")}
        aria-label={t("order")}
      >
        {orders.map(({ value, Icon }) => (
          <DropdownMenu.RadioItem key={value} value={value} className={menuClass.item}>
            <Icon className="size-4 text-muted" aria-hidden="true" />
            {t(value)}
            <DropdownMenu.ItemIndicator className="ml-auto">
              <Check className="size-4" aria-hidden="true" />
            </DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </MenuPanel>
  );
}
