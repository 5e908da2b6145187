"use client";

import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { SearchFilters } from "#lib/library/image-query.ts";
import { MAX_QUERY_IDS } from "#lib/library/max-query-ids.ts";
import type { ShareView } from "#lib/shares/share-api.ts";
import type { WholeList } from "../bulk-changes.ts";
import { Modal } from "../modal.tsx";
import { readShareFields, ShareFields } from "./share-fields.tsx";
import { ShareLink } from "./share-link.tsx";
import { ShareWithUser } from "./share-with-user.tsx";

/** What is shared; of photos that are chosen together it is how many there are. */
export type ShareTarget =
  | { ids: string[]; stacks?: boolean; count?: number }
  | { list: WholeList["query"]; count: number }
  | { album: string }
  | { query: SearchFilters };

interface ShareDialogProps {
  target: ShareTarget;
  /** Names what is shared: "12 photos", or an album. */
  what: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Makes a link to photos or an album, and shows it. */
export function ShareDialog({ target, what, isOpen, onClose }: ShareDialogProps) {
  const t = useTranslations("shares");
  const chosen = ("count" in target && target.count) || 0;
  return (
    <Modal size="tall" title={t("shareOne", { what })} isOpen={isOpen} onClose={onClose}>
      {chosen > MAX_QUERY_IDS ? (
        <p>{t("tooManyChosen", { max: MAX_QUERY_IDS })}</p>
      ) : (
        <NewShare target={target} what={what} />
      )}
      {"album" in target && (
        <div className="mt-6 border-t border-line pt-5">
          <ShareWithUser target={target} />
        </div>
      )}
    </Modal>
  );
}

interface Made {
  url: string;
  share: ShareView;
}

function NewShare({ target, what }: Pick<ShareDialogProps, "target" | "what">) {
  const t = useTranslations("shares");
  const [made, setMade] = useState<Made>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const { expiresAt, ...fields } = readShareFields(new FormData(event.currentTarget));
    const given = Object.entries(fields).filter(([, value]) => value !== null);
    setBusy(true);
    try {
      const shown = await toBody(target);
      if (!shown) {
        setProblem(t("tooManyChosen", { max: MAX_QUERY_IDS }));
        setBusy(false);
        return;
      }
      const body = { ...shown, ...Object.fromEntries(given), expiresAt };
      setMade(await callApi<Made>("/api/shares", { method: "POST", body }));
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
    setBusy(false);
  }

  if (made) return <ShareLink url={made.url} ownerToken={made.share.ownerToken} />;
  return (
    <form onSubmit={create} className="space-y-5">
      <FormAlert message={problem} />
      <ShareFields name={"album" in target ? what : undefined} isAlbum={"album" in target} />
      <button type="submit" disabled={isBusy} className={buttonClass("primary", "large", "w-full")}>
        {t("createLink")}
      </button>
    </form>
  );
}

/** What the API is told of a target; a list as the photos that are in it now. Undefined where these are too many. */
async function toBody(target: ShareTarget): Promise<object | undefined> {
  if ("ids" in target) return { ids: target.ids, stacks: target.stacks };
  if (!("list" in target)) return target;
  const query = new URLSearchParams({ limit: String(MAX_QUERY_IDS), unstacked: "true", renditions: "thumbnail" });
  for (const [name, value] of Object.entries(target.list)) {
    for (const one of [value].flat()) query.append(name, String(one));
  }
  const { images, nextCursor } = await callApi<{ images: { id: string }[]; nextCursor?: string | null }>(
    `/api/images?${query}`,
  );
  return nextCursor ? undefined : { ids: images.map(({ id }) => id) };
}
