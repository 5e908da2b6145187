"use client";

import { CalendarDays, Eye, Folder, Image, Images, Lock, Search, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { LocalTime } from "#app/_components/local-time.tsx";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ShareView } from "#lib/shares/share-api.ts";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { Modal } from "../../../_components/modal.tsx";
import { readShareFields, ShareFields } from "../../../_components/share/share-fields.tsx";
import type { DescribedShare } from "./described-share.ts";

const icons = { image: Image, selection: Images, album: Folder, search: Search, timeline: CalendarDays };

type Words = Translator<Catalogue["shares"]>;

/** The user's share links, with what becomes of them. */
export function ShareList({ shares }: { shares: DescribedShare[] }) {
  const t = useTranslations("shares");
  return (
    <ul aria-label={t("list")} className="max-w-3xl divide-y divide-line">
      {shares.map((share) => (
        <ShareItem key={share.id} share={share} />
      ))}
    </ul>
  );
}

function ShareItem({ share }: { share: DescribedShare }) {
  const router = useRouter();
  const t = useTranslations("shares");
  const common = useTranslations("common");
  const confirm = useConfirm();
  const isInteractive = useIsInteractive();
  const [isChanging, setChanging] = useState(false);
  const Icon = icons[share.kind];
  const name = share.title ?? share.shows;
  const label = share.recipient ? t("forUser", { name, user: share.recipient }) : name;

  async function revoke(): Promise<void> {
    // What is shared with a user is shared again as easily; a link is lost.
    const isConfirmed =
      share.recipient !== undefined ||
      (await confirm({
        title: t("revokeAsk", { name }),
        body: t("revokeNote"),
        action: t("revokeLink"),
      }));
    if (!isConfirmed) return;
    try {
      await callApi(`/api/shares/${share.id}`, { method: "DELETE" });
      toast.success(share.recipient ? t("noLongerShared", { user: share.recipient }) : t("revoked"));
      router.refresh();
    } catch (error) {
      toast.error(t("revokeFailed"), { description: toErrorMessage(error) });
    }
  }

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
      <Icon className="size-5 shrink-0 text-muted" role="img" aria-label={t(share.kind)} />
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <Shown share={share}>{name}</Shown>
          {share.hasPassword && <Lock className="size-3.5 text-muted" role="img" aria-label={t("withPassword")} />}
          {share.state !== "open" && (
            <span className="rounded-full bg-danger-soft px-2 py-0.5 text-xs text-danger">{t(share.state)}</span>
          )}
        </p>
        {share.recipient && (
          <p className="mt-0.5 flex items-center gap-1.5 text-[0.8125rem]">
            <UserRound className="size-3.5 shrink-0 text-muted" aria-hidden="true" />
            <span className="min-w-0 break-words">{share.recipient}</span>
          </p>
        )}
        <p className="mt-0.5 text-[0.8125rem] text-muted">
          {share.title !== undefined && <span className="break-words">{share.shows} · </span>}
          {share.kind !== "selection" && `${common("photos", { count: share.count })} · `}
          {t(share.canDownload ? "withDownloads" : "noDownloads")} ·{" "}
          {share.canAdd && `${t(share.recipient ? "theyCanAdd" : "canAddShort")} · `}
          {share.frozenAt && <>{t.rich("frozenAt", { time: <LocalTime at={share.frozenAt} /> })} · </>}
          {describeEnd(share, t)}
        </p>
        {(share.canAdd || share.addedFiles > 0) && (
          <p className="mt-0.5 text-[0.8125rem]">
            <Link href={`/shares/${share.id}`} className="rounded font-medium text-accent underline underline-offset-4">
              {t("added", { count: share.addedFiles })}
            </Link>
            <span className="text-muted">
              {" "}
              {t("addedOf", {
                files: formatCount(share.maxAddedFiles, t.locale),
                bytes: formatBytes(share.maxAddedBytes),
              })}
            </span>
          </p>
        )}
        <p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-[0.8125rem] text-muted">
          <Eye className="size-3.5" aria-hidden="true" />
          <span>{countVisits(share, t)}</span>
          {share.lastVisitAt && <span>· {t.rich("last", { time: <LocalTime at={share.lastVisitAt} /> })}</span>}
        </p>
      </div>
      <div className="flex gap-2">
        {share.state !== "expired" && (
          <a
            href={`/s/${share.ownerToken}`}
            target="_blank"
            rel="noreferrer"
            aria-label={t("seeOneAsVisitor", { name: label })}
            className={buttonClass("quiet", "small")}
          >
            {t("see")}
          </a>
        )}
        <button
          type="button"
          aria-label={t("changeOne", { name: label })}
          disabled={!isInteractive}
          className={buttonClass("secondary", "small")}
          onClick={() => setChanging(true)}
        >
          {t("change")}
        </button>
        <button
          type="button"
          aria-label={t("revokeOne", { name: label })}
          disabled={!isInteractive}
          className={buttonClass("dangerQuiet", "small")}
          onClick={() => void revoke()}
        >
          {t("revoke")}
        </button>
      </div>
      <Modal size="tall" title={t("changeOne", { name })} isOpen={isChanging} onClose={() => setChanging(false)}>
        <ChangeShare
          share={share}
          onChanged={() => {
            setChanging(false);
            router.refresh();
          }}
        />
      </Modal>
    </li>
  );
}

/** Leads to what the owner sees of it, where there is a page for that. */
function Shown({ share, children }: { share: DescribedShare; children: string }) {
  const className = "min-w-0 break-words";
  if (share.href === undefined) return <span className={className}>{children}</span>;
  return (
    <Link href={share.href} className={`${className} rounded hover:underline`}>
      {children}
    </Link>
  );
}

function ChangeShare({ share, onChanged }: { share: ShareView; onChanged: () => void }) {
  const t = useTranslations("shares");
  const common = useTranslations("common");
  const [problem, setProblem] = useState<string>();

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    try {
      const body = readShareFields(new FormData(event.currentTarget));
      await callApi(`/api/shares/${share.id}`, { method: "PATCH", body });
      toast.success(t("changed"), share.recipient ? {} : { description: t("sameLink") });
      onChanged();
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
  }

  return (
    <form onSubmit={save} className="space-y-5">
      <FormAlert message={problem} />
      {share.recipient === undefined && <p className="text-sm text-muted">{t("shownOnce")}</p>}
      <ShareFields share={share} name={share.albumName} isAlbum={share.kind === "album"} />
      <button type="submit" className={buttonClass("primary", "large", "w-full")}>
        {common("save")}
      </button>
    </form>
  );
}

function describeEnd({ state, expiresAt }: ShareView, t: Words): ReactNode {
  if (expiresAt === undefined) return t("neverEnds");
  return t.rich(state === "expired" ? "endedAt" : "endsAt", { time: <LocalTime at={expiresAt} /> });
}

function countVisits({ visits, maxVisits }: ShareView, t: Words): string {
  return maxVisits === undefined ? t("visits", { count: visits }) : t("visitsOf", { visits, max: maxVisits });
}
