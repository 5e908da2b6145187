"use client";

import { Eye, Folder, Image, Images, Lock, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { countPhotos, formatCount } from "#app/_components/format-count.ts";
import { LocalTime } from "#app/_components/local-time.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import type { ShareView } from "#lib/shares/share-api.ts";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { Modal } from "../../../_components/modal.tsx";
import { readShareFields, ShareFields } from "../../../_components/share/share-fields.tsx";

const kinds = {
  image: { Icon: Image, name: "One photo" },
  selection: { Icon: Images, name: "Selected photos" },
  album: { Icon: Folder, name: "Album" },
  search: { Icon: Search, name: "Search" },
} as const;

const states = { open: undefined, expired: "Ended", used_up: "All visits used" } as const;

/** The user's share links, with what becomes of them. */
export function ShareList({ shares }: { shares: ShareView[] }) {
  return (
    <ul aria-label="Share links" className="max-w-3xl divide-y divide-line">
      {shares.map((share) => (
        <ShareItem key={share.id} share={share} />
      ))}
    </ul>
  );
}

function ShareItem({ share }: { share: ShareView }) {
  const router = useRouter();
  const confirm = useConfirm();
  const isInteractive = useIsInteractive();
  const [isChanging, setChanging] = useState(false);
  const { Icon, name: kind } = kinds[share.kind];
  const name = share.title ?? share.albumName ?? kind;
  const state = states[share.state];

  async function revoke(): Promise<void> {
    const isConfirmed = await confirm({
      title: `Revoke the link to ${name}?`,
      body: "It stops working at once and can't be brought back. Your photos stay.",
      action: "Revoke link",
    });
    if (!isConfirmed) return;
    try {
      await callApi(`/api/shares/${share.id}`, { method: "DELETE" });
      toast.success("Link revoked");
      router.refresh();
    } catch (error) {
      toast.error("Couldn't revoke the link", { description: toErrorMessage(error) });
    }
  }

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
      <Icon className="size-5 shrink-0 text-muted" aria-hidden="true" />
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="min-w-0 break-words">{name}</span>
          {share.hasPassword && <Lock className="size-3.5 text-muted" role="img" aria-label="With a password" />}
          {state && <span className="rounded-full bg-danger-soft px-2 py-0.5 text-xs text-danger">{state}</span>}
        </p>
        <p className="mt-0.5 text-[0.8125rem] text-muted">
          {countPhotos(share.count)} · {share.canDownload ? "with downloads" : "no downloads"} · {endOf(share)}
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-[0.8125rem] text-muted">
          <Eye className="size-3.5" aria-hidden="true" />
          <span>{countVisits(share)}</span>
          {share.lastVisitAt && (
            <span>
              · last <LocalTime at={share.lastVisitAt} />
            </span>
          )}
        </p>
      </div>
      <div className="flex gap-2">
        <button
          type="button"
          aria-label={`Change ${name}`}
          disabled={!isInteractive}
          className={buttonClass("secondary", "small")}
          onClick={() => setChanging(true)}
        >
          Change
        </button>
        <button
          type="button"
          aria-label={`Revoke ${name}`}
          disabled={!isInteractive}
          className={buttonClass("dangerQuiet", "small")}
          onClick={() => void revoke()}
        >
          Revoke
        </button>
      </div>
      <Modal size="tall" title={`Change ${name}`} isOpen={isChanging} onClose={() => setChanging(false)}>
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

function ChangeShare({ share, onChanged }: { share: ShareView; onChanged: () => void }) {
  const [problem, setProblem] = useState<string>();

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    try {
      const body = readShareFields(new FormData(event.currentTarget));
      await callApi(`/api/shares/${share.id}`, { method: "PATCH", body });
      toast.success("Share changed", { description: "The link stays the same." });
      onChanged();
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
  }

  return (
    <form onSubmit={save} className="space-y-5">
      <FormAlert message={problem} />
      <ShareFields share={share} />
      <button type="submit" className={buttonClass("primary", "large", "w-full")}>
        Save
      </button>
    </form>
  );
}

function endOf({ state, expiresAt }: ShareView): ReactNode {
  if (expiresAt === undefined) return "never ends";
  return (
    <>
      {state === "expired" ? "ended" : "ends"} <LocalTime at={expiresAt} />
    </>
  );
}

function countVisits({ visits, maxVisits }: ShareView): string {
  if (maxVisits !== undefined) return `${formatCount(visits)} of ${formatCount(maxVisits)} visits`;
  return visits === 1 ? "1 visit" : `${formatCount(visits)} visits`;
}
