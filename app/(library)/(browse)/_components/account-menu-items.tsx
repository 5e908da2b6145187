"use client";

import { BookOpen, History, Keyboard, LogOut, type LucideIcon, Settings, ShieldCheck } from "lucide-react";
import { usePathname } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { useEffect, useRef } from "react";
import { Link } from "#app/_components/link.tsx";
import type { ButtonOfMenu } from "#app/_components/menu-button.tsx";
import { menuClass } from "#app/_components/menu-class.ts";
import { MenuPanel } from "#app/_components/menu-panel.tsx";
import { ThemeItems } from "#app/_components/theme-menu-items.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { openKeyboardMap } from "../../_components/keyboard-help.tsx";
import { DensityItems } from "./density-items.tsx";
import { signOut } from "./sign-out.ts";

export interface AccountMenuProps {
  email: string;
  name: string | undefined;
  isAdmin: boolean;
}

export function AccountMenuItems({ email, name, isAdmin, ...button }: AccountMenuProps & ButtonOfMenu) {
  const t = useTranslations("library");
  const path = usePathname();
  const lastPath = useRef(path);
  const { onOpenChange } = button;
  useEffect(() => {
    if (path !== lastPath.current) onOpenChange(false);
    lastPath.current = path;
  }, [path, onOpenChange]);
  return (
    <MenuPanel {...button} className="max-w-72">
      <DropdownMenu.Label className={menuClass.label}>
        {name && <span className="block truncate text-sm font-medium text-ink">{name}</span>}
        <span className="block truncate">{email}</span>
      </DropdownMenu.Label>
      <DropdownMenu.Separator className={menuClass.separator} />
      <MenuLink href="/account" icon={Settings} label={t("account")} />
      <MenuLink href="/changes" icon={History} label={t("changes")} />
      {isAdmin && <MenuLink href="/admin" icon={ShieldCheck} label={t("admin")} />}
      <MenuLink href="/docs/api" icon={BookOpen} label={t("api")} />
      <DropdownMenu.Item className={`${menuClass.item} pointer-coarse:hidden`} onSelect={openKeyboardMap}>
        <Keyboard className="size-4 text-muted" aria-hidden="true" />
        {t("keyboard")}
      </DropdownMenu.Item>
      <DropdownMenu.Separator className={menuClass.separator} />
      <DensityItems />
      <div className="md:hidden">
        <DropdownMenu.Separator className={menuClass.separator} />
        <ThemeItems />
      </div>
      <DropdownMenu.Separator className={menuClass.separator} />
      <DropdownMenu.Item className={menuClass.item} onSelect={() => void signOut()}>
        <LogOut className="size-4 text-muted" aria-hidden="true" />
        {t("signOut")}
      </DropdownMenu.Item>
    </MenuPanel>
  );
}

/** The menu stays until the page that it leads to is there, as the link says that it is coming. */
function MenuLink({ href, icon: Icon, label }: { href: string; icon: LucideIcon; label: string }) {
  const path = usePathname();
  /** Whether the press leads to another tab or window. */
  const leadsAway = useRef(false);
  return (
    <DropdownMenu.Item
      asChild
      className={menuClass.item}
      onClick={({ ctrlKey, metaKey, shiftKey }) => {
        leadsAway.current = ctrlKey || metaKey || shiftKey;
      }}
      onSelect={(event) => !leadsAway.current && href !== path && event.preventDefault()}
    >
      <Link href={href}>
        <Icon className="size-4 text-muted" aria-hidden="true" />
        {label}
      </Link>
    </DropdownMenu.Item>
  );
}
