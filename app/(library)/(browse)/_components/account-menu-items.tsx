"use client";

import {
  BookOpen,
  Clock,
  Copy,
  Heart,
  History,
  Keyboard,
  LogOut,
  type LucideIcon,
  Map as MapIcon,
  Settings,
  Share2,
  ShieldCheck,
  Users,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
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
  return (
    <MenuPanel {...button} className="max-w-72">
      <DropdownMenu.Label className={menuClass.label}>
        {name && <span className="block truncate text-sm font-medium text-ink">{name}</span>}
        <span className="block truncate">{email}</span>
      </DropdownMenu.Label>
      <DropdownMenu.Separator className={menuClass.separator} />
      <MenuLink href="/account" icon={Settings} label={t("account")} />
      <MenuLink href="/added" icon={Clock} label={t("added")} look="xl:hidden" />
      <MenuLink href="/favourites" icon={Heart} label={t("favourites")} look="sm:hidden" />
      <MenuLink href="/map" icon={MapIcon} label={t("map")} look="sm:hidden" />
      <MenuLink href="/duplicates" icon={Copy} label={t("duplicates")} />
      <MenuLink href="/changes" icon={History} label={t("changes")} />
      <MenuLink href="/shares" icon={Share2} label={t("shares")} />
      <MenuLink href="/shared" icon={Users} label={t("sharedWithMe")} />
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

function MenuLink(props: { href: string; icon: LucideIcon; label: string; look?: string }) {
  const { href, icon: Icon, label, look = "" } = props;
  return (
    <DropdownMenu.Item asChild className={`${menuClass.item} ${look}`}>
      <Link href={href}>
        <Icon className="size-4 text-muted" aria-hidden="true" />
        {label}
      </Link>
    </DropdownMenu.Item>
  );
}
