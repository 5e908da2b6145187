"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AlbumView } from "#lib/albums/album-api.ts";
import type { Collection } from "../../../_components/image-changes.ts";
import { ParentField } from "./parent-field.tsx";

interface AlbumFormProps {
  album: Pick<AlbumView, "id" | "name" | "description" | "coverId">;
  /** The album that it is in. */
  parent: Collection | undefined;
  /** One that others are in is in no other: albums are nested one level deep. */
  canHaveParent: boolean;
  onClose: () => void;
}

/** Changes what an album says of itself and where it is. */
export function AlbumForm({ album, parent, canHaveParent, onClose }: AlbumFormProps) {
  const { id, name, description, coverId } = album;
  const router = useRouter();
  const t = useTranslations("albums");
  const common = useTranslations("common");
  const [parents, setParents] = useState<Collection[]>(parent ? [parent] : []);

  useEffect(() => {
    if (!canHaveParent) return;
    callApi<{ albums: AlbumView[] }>("/api/albums?covers=false").then(
      ({ albums }) => setParents(albums.filter((other) => other.id !== id && other.parentId === undefined)),
      (error) => toast.error(t("parentsFailed"), { description: toErrorMessage(error) }),
    );
  }, [id, canHaveParent, t]);

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = {
      name: String(form.get("name")),
      description: String(form.get("description")),
      // Absent until the choices have loaded: the parent then stays as it is.
      ...(form.has("parent") ? { parentId: String(form.get("parent")) || null } : {}),
      ...(form.has("newestCover") ? { coverId: null } : {}),
    };
    try {
      await callApi(`/api/albums/${id}`, { method: "PATCH", body });
      onClose();
      router.refresh();
    } catch (error) {
      toast.error(t("saveFailed"), { description: toErrorMessage(error) });
    }
  }

  return (
    <form onSubmit={save} className="mb-5 grid max-w-xl gap-3">
      <h1 className="sr-only">{name}</h1>
      <input
        dir="auto"
        name="name"
        aria-label={common("name")}
        required
        maxLength={255}
        defaultValue={name}
        className="h-11 rounded-lg border border-line-strong bg-surface px-3 text-lg font-semibold"
      />
      <textarea
        dir="auto"
        name="description"
        aria-label={t("description")}
        placeholder={t("description")}
        maxLength={2000}
        rows={3}
        defaultValue={description}
        className="rounded-lg border border-line-strong bg-surface px-3 py-2"
      />
      {canHaveParent && parents.length > 0 && <ParentField parent={parent} albums={parents} />}
      {coverId !== undefined && (
        <label className="flex min-h-11 items-center gap-2 text-sm">
          <input type="checkbox" name="newestCover" className="size-5 accent-accent" />
          {t("newestCover")}
        </label>
      )}
      <div className="flex gap-2">
        <button type="submit" className={buttonClass("primary")}>
          {common("save")}
        </button>
        <button type="button" className={buttonClass()} onClick={onClose}>
          {common("cancel")}
        </button>
      </div>
    </form>
  );
}
