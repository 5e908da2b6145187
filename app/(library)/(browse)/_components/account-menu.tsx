"use client";

import {
  BookOpen,
  Copy,
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
import { menuClass } from "#app/_components/menu-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { openKeyboardMap } from "../../_components/keyboard-help.tsx";
import { signOut } from "./sign-out.ts";

interface AccountMenuProps {
  email: string;
  name: string | undefined;
  isAdmin: boolean;
}

export function AccountMenu({ email, name, isAdmin }: AccountMenuProps) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("library");
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={t("accountMenu")}
        disabled={!isInteractive}
        className="grid size-10 touch-target place-items-center rounded-full hover:bg-raised"
      >
        <span
          aria-hidden="true"
          // Drawn by the style sheet, as it is no part of the button's name.
          data-initial={(name ?? email).slice(0, 1)}
          className="grid size-8 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent uppercase before:content-[attr(data-initial)]"
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={`${menuClass.content} max-w-72`}>
          <DropdownMenu.Label className={menuClass.label}>
            {name && <span className="block truncate text-sm font-medium text-ink">{name}</span>}
            <span className="block truncate">{email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className={menuClass.separator} />
          <MenuLink href="/account" icon={Settings} label={t("account")} />
          <MenuLink href="/map" icon={MapIcon} label={t("map")} look="sm:hidden" />
          <MenuLink href="/duplicates" icon={Copy} label={t("duplicates")} />
          <MenuLink href="/shares" icon={Share2} label={t("shares")} />
          <MenuLink href="/shared" icon={Users} label={t("sharedWithMe")} />
          {isAdmin && <MenuLink href="/admin" icon={ShieldCheck} label={t("admin")} />}
          <MenuLink href="/docs/api" icon={BookOpen} label={t("api")} />
          <DropdownMenu.Item className={`${menuClass.item} pointer-coarse:hidden`} onSelect={openKeyboardMap}>
            <Keyboard className="size-4 text-muted" aria-hidden="true" />
            {t("keyboard")}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className={menuClass.separator} />
          <DropdownMenu.Item className={menuClass.item} onSelect={() => void signOut()}>
            <LogOut className="size-4 text-muted" aria-hidden="true" />
            {t("signOut")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
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
