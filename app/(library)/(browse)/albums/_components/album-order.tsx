"use client";

import { ArrowDownUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { MenuButton } from "#app/_components/menu-button.tsx";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AlbumView } from "#lib/albums/album-api.ts";

const loadItems = () => import("./album-order-items.tsx").then(({ AlbumOrderItems }) => AlbumOrderItems);

/** The choice of the order that an album is shown in. */
export function AlbumOrder({ album: { id, hasOwnOrder } }: { album: Pick<AlbumView, "id" | "hasOwnOrder"> }) {
  const router = useRouter();
  const t = useTranslations("albums");

  async function choose(isOwn: boolean): Promise<void> {
    try {
      await callApi(`/api/albums/${id}`, { method: "PATCH", body: { hasOwnOrder: isOwn } });
      router.refresh();
    } catch (error) {
      toast.error(t("saveFailed"), { description: toErrorMessage(error) });
    }
  }

  return (
    <MenuButton
      label={`${t("order")}: ${t(hasOwnOrder ? "ownOrder" : "byTime")}`}
      className={buttonClass()}
      load={loadItems}
      menu={{ hasOwnOrder, onChoose: (isOwn: boolean) => void choose(isOwn) }}
    >
      <ArrowDownUp className="size-4" aria-hidden="true" />
      {t("order")}
    </MenuButton>
  );
}
