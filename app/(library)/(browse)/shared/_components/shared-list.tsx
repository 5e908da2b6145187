"use client";

import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { SharedWithMe } from "#lib/shares/shared-api.ts";
import { AlbumCover } from "../../albums/_components/album-cover.tsx";

/** Albums and timelines of other users, each as a separate view. */
export function SharedList({ shares }: { shares: SharedWithMe[] }) {
  const t = useTranslations("shares");
  return (
    <ul
      aria-label={t("sharedWithMe")}
      className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-5"
    >
      {shares.map((share) => (
        <SharedItem key={share.token} share={share} />
      ))}
    </ul>
  );
}

function SharedItem({ share }: { share: SharedWithMe }) {
  const [t, common] = [useTranslations("shares"), useTranslations("common")];
  const router = useRouter();
  const isInteractive = useIsInteractive();
  const { token, owner, count, canAdd, cover } = share;
  const by = owner.name ?? owner.email;
  const title = share.title ?? t("timelineOf", { owner: by });

  async function leave(): Promise<void> {
    try {
      await callApi(`/api/shared/${token}`, { method: "DELETE" });
      toast.success(t("left", { title }));
      router.refresh();
    } catch (error) {
      toast.error(t("leaveFailed"), { description: toErrorMessage(error) });
    }
  }

  return (
    <li className="min-w-0">
      <a href={`/s/${token}`} className="group block rounded-xl">
        <AlbumCover cover={cover} />
        <span className="mt-2 block font-medium break-words group-hover:underline">{title}</span>
      </a>
      <p className="text-[0.8125rem] break-words text-muted">
        {common("photos", { count })} · {t("by", { owner: by })}
        {canAdd && ` · ${t("youCanAdd")}`}
      </p>
      <button
        type="button"
        aria-label={t("leaveOne", { title })}
        disabled={!isInteractive}
        className={buttonClass("quiet", "small", "-ml-2.5")}
        onClick={() => void leave()}
      >
        {t("leave")}
      </button>
    </li>
  );
}
