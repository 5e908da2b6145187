"use client";

import { Trash2, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { LocalTime } from "#app/_components/local-time.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ShareGuest } from "#lib/shares/share-api.ts";
import { imageChanges } from "../../../_components/image-changes.ts";
import { useImageActions } from "../../../_components/use-image-actions.ts";

interface GuestListProps {
  shareId: string;
  guests: ShareGuest[];
  /** The guest whose photos are shown; those of all unless given. */
  chosen: string | undefined;
}

/** Who added photos by a link; all of one of them, or of everybody, are deleted at once. */
export function GuestList({ shareId, guests, chosen }: GuestListProps) {
  const [t, common] = [useTranslations("shares"), useTranslations("common")];
  const router = useRouter();
  const actions = useImageActions();
  const isInteractive = useIsInteractive();
  const total = guests.reduce((sum, { count }) => sum + count, 0);

  function remove(count: number, guest?: string): void {
    const query = { addedThrough: shareId, ...(guest === undefined ? {} : { addedBy: guest }) };
    void actions.changeWhole({ query, count }, imageChanges.trash(), () => router.refresh());
  }

  return (
    <div className="mb-6 max-w-2xl">
      <ul aria-label={t("guests")} className="divide-y divide-line">
        {guests.map(({ id, name = t("aGuest"), count, lastAddedAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 py-2.5">
            <UserRound className="size-5 shrink-0 text-muted" aria-hidden="true" />
            <div className="min-w-40 flex-1">
              <Link
                href={id === chosen ? `/shares/${shareId}` : `/shares/${shareId}?guest=${id}`}
                aria-current={id === chosen}
                className="rounded font-medium break-words underline-offset-4 hover:underline aria-[current=true]:text-accent"
              >
                {name}
              </Link>
              <p className="text-[0.8125rem] text-muted">
                {common("photos", { count })} · {t.rich("last", { time: <LocalTime at={lastAddedAt} /> })}
              </p>
            </div>
            <button
              type="button"
              aria-label={t("deleteAllBy", { name })}
              disabled={!isInteractive}
              className={buttonClass("dangerQuiet", "small")}
              onClick={() => remove(count, id)}
            >
              {t("deleteAll")}
            </button>
          </li>
        ))}
      </ul>
      {guests.length > 1 && (
        <button
          type="button"
          disabled={!isInteractive}
          className={buttonClass("dangerQuiet", "medium", "mt-2")}
          onClick={() => remove(total)}
        >
          <Trash2 className="size-4" aria-hidden="true" />
          {t("deleteAllCount", { count: total })}
        </button>
      )}
    </div>
  );
}
