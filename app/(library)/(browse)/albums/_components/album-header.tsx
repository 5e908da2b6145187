"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { DownloadAllButton } from "../../../_components/download-all-button.tsx";
import { ShareButton } from "../../../_components/share/share-button.tsx";

interface AlbumHeaderProps {
  id: string;
  name: string;
  description: string | undefined;
  count: number;
}

/** Name, description and size of an album, where they are changed as well. */
export function AlbumHeader({ id, name, description, count }: AlbumHeaderProps) {
  const router = useRouter();
  const confirm = useConfirm();
  const t = useTranslations("albums");
  const common = useTranslations("common");
  const [isEditing, setEditing] = useState(false);

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: String(form.get("name")), description: String(form.get("description")) };
    try {
      await callApi(`/api/albums/${id}`, { method: "PATCH", body });
      setEditing(false);
      router.refresh();
    } catch (error) {
      toast.error(t("saveFailed"), { description: toErrorMessage(error) });
    }
  }

  async function remove(): Promise<void> {
    const isConfirmed = await confirm({
      title: t("deleteAsk", { name }),
      body: t("photosStay"),
      action: t("delete"),
    });
    if (!isConfirmed) return;
    try {
      await callApi(`/api/albums/${id}`, { method: "DELETE" });
      router.push("/albums");
    } catch (error) {
      toast.error(t("deleteFailed"), { description: toErrorMessage(error) });
    }
  }

  if (isEditing) {
    return (
      <form onSubmit={save} className="mb-5 grid max-w-xl gap-3">
        <h1 className="sr-only">{name}</h1>
        <input
          name="name"
          aria-label={common("name")}
          required
          maxLength={255}
          defaultValue={name}
          className="h-11 rounded-lg border border-line-strong bg-surface px-3 text-lg font-semibold"
        />
        <textarea
          name="description"
          aria-label={t("description")}
          placeholder={t("description")}
          maxLength={2000}
          rows={3}
          defaultValue={description}
          className="rounded-lg border border-line-strong bg-surface px-3 py-2"
        />
        <div className="flex gap-2">
          <button type="submit" className={buttonClass("primary")}>
            {common("save")}
          </button>
          <button type="button" className={buttonClass()} onClick={() => setEditing(false)}>
            {common("cancel")}
          </button>
        </div>
      </form>
    );
  }
  return (
    <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight break-words">{name}</h1>
        <p className="text-sm text-muted">{common("photos", { count })}</p>
        {description && <p className="mt-2 max-w-prose whitespace-pre-line break-words">{description}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <ShareButton target={{ album: id }} what={name} hasLabel className={buttonClass()} />
        <DownloadAllButton name={name} total={count} filters={`album=${id}`} className={buttonClass()} />
        <button type="button" className={buttonClass()} onClick={() => setEditing(true)}>
          <Pencil className="size-4" aria-hidden="true" />
          {common("edit")}
        </button>
        <button type="button" className={buttonClass("dangerQuiet")} onClick={() => void remove()}>
          <Trash2 className="size-4" aria-hidden="true" />
          {t("delete")}
        </button>
      </div>
    </div>
  );
}
