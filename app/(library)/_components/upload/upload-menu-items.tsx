"use client";

import { FolderUp, Images } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ButtonOfMenu } from "#app/_components/menu-button.tsx";
import { menuClass } from "#app/_components/menu-class.ts";
import { MenuPanel } from "#app/_components/menu-panel.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useChooseFiles } from "./use-choose-files.ts";

export function UploadMenuItems(button: ButtonOfMenu) {
  const t = useTranslations("adding");
  const { choosePhotos, chooseFolder } = useChooseFiles();
  return (
    <MenuPanel {...button}>
      <DropdownMenu.Item className={menuClass.item} onSelect={choosePhotos}>
        <Images className="size-4 text-muted" aria-hidden="true" />
        {t("choosePhotos")}
      </DropdownMenu.Item>
      <DropdownMenu.Item className={menuClass.item} onSelect={chooseFolder}>
        <FolderUp className="size-4 text-muted" aria-hidden="true" />
        {t("chooseFolder")}
      </DropdownMenu.Item>
    </MenuPanel>
  );
}
