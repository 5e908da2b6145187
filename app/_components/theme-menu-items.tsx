"use client";

import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { DropdownMenu } from "radix-ui";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ButtonOfMenu } from "./menu-button.tsx";
import { menuClass } from "./menu-class.ts";
import { MenuPanel } from "./menu-panel.tsx";

const themes = [
  { value: "light", Icon: Sun },
  { value: "dark", Icon: Moon },
  { value: "system", Icon: Monitor },
] as const;

export function ThemeMenuItems(button: ButtonOfMenu) {
  return (
    <MenuPanel {...button}>
      <ThemeItems />
    </MenuPanel>
  );
}

/** The choice of light, dark or as the system, in any menu. */
export function ThemeItems() {
  const { theme, setTheme } = useTheme();
  const t = useTranslations("common");
  return (
    <DropdownMenu.RadioGroup value={theme ?? "system"} onValueChange={setTheme} aria-label={t("theme")}>
      {themes.map(({ value, Icon }) => (
        <DropdownMenu.RadioItem key={value} value={value} className={menuClass.item}>
          <Icon className="size-4 text-muted" aria-hidden="true" />
          {t(value)}
          <DropdownMenu.ItemIndicator className="ml-auto">
            <Check className="size-4" aria-hidden="true" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
