"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ButtonOfMenu } from "./menu-button.tsx";
import { MenuChoice } from "./menu-choice.tsx";
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
  const options = themes.map(({ value, Icon }) => ({ value, label: t(value), Icon }));
  const current = themes.find(({ value }) => value === theme)?.value ?? "system";
  return <MenuChoice label={t("theme")} options={options} value={current} onChoose={setTheme} />;
}
