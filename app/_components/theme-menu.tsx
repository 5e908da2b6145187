"use client";

import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { DropdownMenu } from "radix-ui";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { buttonClass } from "./button-class.ts";
import { menuClass } from "./menu-class.ts";
import { useIsInteractive } from "./use-is-interactive.ts";

const themes = [
  { value: "light", Icon: Sun },
  { value: "dark", Icon: Moon },
  { value: "system", Icon: Monitor },
] as const;

export function ThemeMenu() {
  const { theme, setTheme } = useTheme();
  const isInteractive = useIsInteractive();
  const t = useTranslations("common");
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        disabled={!isInteractive}
        className={buttonClass("quiet", "icon", "disabled:opacity-100")}
        aria-label={t("theme")}
      >
        <Sun className="size-5 dark:hidden" aria-hidden="true" />
        <Moon className="hidden size-5 dark:block" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuClass.content}>
          <DropdownMenu.RadioGroup value={theme ?? "system"} onValueChange={setTheme}>
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
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
