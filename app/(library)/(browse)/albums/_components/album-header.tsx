"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { Link } from "#app/_components/link.tsx";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AlbumView } from "#lib/albums/album-api.ts";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { DownloadAllButton } from "../../../_components/download-all-button.tsx";
import { useListCount } from "../../../_components/gallery/list/use-list-count.ts";
import type { Collection } from "../../../_components/image-changes.ts";
import { ShareButton } from "../../../_components/share/share-button.tsx";
import { AlbumForm } from "./album-form.tsx";
import { AlbumOrder } from "./album-order.tsx";

interface AlbumHeaderProps {
  album: Pick<AlbumView, "id" | "name" | "description" | "count" | "coverId" | "hasOwnOrder">;
  /** The album that it is in. */
  parent: Collection | undefined;
  /** Whether other albums are in it. */
  hasAlbums: boolean;
}

/** Name, description and size of an album, where they are changed as well. */
export function AlbumHeader({ album, parent, hasAlbums }: AlbumHeaderProps) {
  const { id, name, description } = album;
  const count = useListCount(album.count);
  const router = useRouter();
  const confirm = useConfirm();
  const t = useTranslations("albums");
  const common = useTranslations("common");
  const [isEditing, setEditing] = useState(false);

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
    return <AlbumForm album={album} parent={parent} canHaveParent={!hasAlbums} onClose={() => setEditing(false)} />;
  }
  return (
    <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        {parent && (
          <p className="text-sm">
            <Link href={`/albums/${parent.id}`} className="text-muted touch-target hover:underline">
              {t("inAlbum", { name: parent.name })}
            </Link>
          </p>
        )}
        <h1 dir="auto" className="text-xl font-semibold tracking-tight break-words">
          {name}
        </h1>
        <p className="text-sm text-muted">{common("photos", { count })}</p>
        {description && (
          <p dir="auto" className="mt-2 max-w-prose whitespace-pre-line break-words">
            {description}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <ShareButton target={{ album: id }} what={name} hasLabel className={buttonClass()} />
        <DownloadAllButton name={name} total={count} filters={`album=${id}`} className={buttonClass()} />
        {count > 0 && <AlbumOrder album={album} />}
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
