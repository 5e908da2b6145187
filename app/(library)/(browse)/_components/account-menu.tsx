"use client";

import { MenuButton } from "#app/_components/menu-button.tsx";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AccountMenuProps } from "./account-menu-items.tsx";

const loadItems = () =>
  withLateMessages(() => import("./account-menu-items.tsx")).then(({ AccountMenuItems }) => AccountMenuItems);

export function AccountMenu(props: AccountMenuProps) {
  const t = useTranslations("frame");
  return (
    <MenuButton
      label={t("accountMenu")}
      className="grid size-10 touch-target place-items-center rounded-full hover:bg-raised"
      load={loadItems}
      menu={props}
    >
      <span
        aria-hidden="true"
        // Drawn by the style sheet, as it is no part of the button's name.
        data-initial={[...(props.name ?? props.email)][0]}
        className="grid size-8 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent uppercase before:content-[attr(data-initial)]"
      />
    </MenuButton>
  );
}
