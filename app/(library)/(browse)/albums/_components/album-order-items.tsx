"use client";

import { CalendarDays, GripVertical } from "lucide-react";
import type { ButtonOfMenu } from "#app/_components/menu-button.tsx";
import { MenuChoice } from "#app/_components/menu-choice.tsx";
import { MenuPanel } from "#app/_components/menu-panel.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

interface AlbumOrderItemsProps extends ButtonOfMenu {
  hasOwnOrder: boolean;
  onChoose: (isOwn: boolean) => void;
}

export function AlbumOrderItems({ hasOwnOrder, onChoose, ...button }: AlbumOrderItemsProps) {
  const t = useTranslations("albums");
  return (
    <MenuPanel {...button}>
      <MenuChoice
        label={t("order")}
        options={[
          { value: "byTime", label: t("byTime"), Icon: CalendarDays },
          { value: "ownOrder", label: t("ownOrder"), Icon: GripVertical },
        ]}
        value={hasOwnOrder ? "ownOrder" : "byTime"}
        onChoose={(order) => onChoose(order === "ownOrder")}
      />
    </MenuPanel>
  );
}
