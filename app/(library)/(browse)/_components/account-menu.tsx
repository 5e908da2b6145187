"use client";

import { BookOpen, Copy, LogOut, Map as MapIcon, Settings, Share2, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import { menuClass } from "#app/_components/menu-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { signOut } from "./sign-out.ts";

interface AccountMenuProps {
  email: string;
  name: string | undefined;
  isAdmin: boolean;
}

export function AccountMenu({ email, name, isAdmin }: AccountMenuProps) {
  const isInteractive = useIsInteractive();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label="Account menu"
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
          <DropdownMenu.Item asChild className={menuClass.item}>
            <Link href="/account">
              <Settings className="size-4 text-muted" aria-hidden="true" />
              Account
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item asChild className={`${menuClass.item} sm:hidden`}>
            <Link href="/map">
              <MapIcon className="size-4 text-muted" aria-hidden="true" />
              Map
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item asChild className={menuClass.item}>
            <Link href="/duplicates">
              <Copy className="size-4 text-muted" aria-hidden="true" />
              Duplicates
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item asChild className={menuClass.item}>
            <Link href="/shares">
              <Share2 className="size-4 text-muted" aria-hidden="true" />
              Shares
            </Link>
          </DropdownMenu.Item>
          {isAdmin && (
            <DropdownMenu.Item asChild className={menuClass.item}>
              <Link href="/admin">
                <ShieldCheck className="size-4 text-muted" aria-hidden="true" />
                Admin
              </Link>
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item asChild className={menuClass.item}>
            <Link href="/docs/api">
              <BookOpen className="size-4 text-muted" aria-hidden="true" />
              API
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Separator className={menuClass.separator} />
          <DropdownMenu.Item className={menuClass.item} onSelect={() => void signOut()}>
            <LogOut className="size-4 text-muted" aria-hidden="true" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
