"use client";

import { Moon, Sun } from "lucide-react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { buttonClass } from "./button-class.ts";
import { MenuButton } from "./menu-button.tsx";

const loadItems = () => import("./theme-menu-items.tsx").then(({ ThemeMenuItems }) => ThemeMenuItems);

export function ThemeMenu() {
  const t = useTranslations("common");
  return (
    <MenuButton
      label={t("theme")}
      className={buttonClass("quiet", "icon", "disabled:opacity-100")}
      load={loadItems}
      menu={{}}
    >
      <Sun className="size-5 dark:hidden" aria-hidden="true" />
      <Moon className="hidden size-5 dark:block" aria-hidden="true" />
    </MenuButton>
  );
}
