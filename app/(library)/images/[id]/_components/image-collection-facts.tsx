"use client";

import { Archive, ArchiveRestore, Folder, FolderPlus, Tag, X } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageCollections } from "#lib/images/collection.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { AlbumDialog } from "../../../_components/album-dialog.tsx";
import { type NamedTag, TagInput } from "../../../_components/tag-input.tsx";
import { useImageActions } from "../../../_components/use-image-actions.ts";

const chipClass =
  "inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-full border border-line bg-raised pl-3 text-sm touch-target";

/** The tags and albums of an image, and whether it is in the archive; all of it is changed here too. */
export function ImageCollectionFacts({ image, collections }: { image: ImageView; collections: ImageCollections }) {
  const actions = useImageActions();
  const t = useTranslations("viewer");
  const library = useTranslations("library");
  const isInteractive = useIsInteractive();
  const [added, setAdded] = useState<NamedTag[]>([]);
  const [addedAlbums, setAddedAlbums] = useState<NamedTag[]>([]);
  const [isChoosing, setChoosing] = useState(false);
  const tags = named([...collections.tags, ...added], image.tags);
  const albums = named([...collections.albums, ...addedAlbums], image.albumIds);
  const ArchiveIcon = image.archived ? ArchiveRestore : Archive;

  return (
    <div className="mt-5 space-y-4">
      <section aria-labelledby="tags">
        <h3 id="tags" className="mb-2 text-xs text-muted">
          {t("tags")}
        </h3>
        {tags.length > 0 && (
          <ul className="mb-2 flex flex-wrap gap-1.5">
            {tags.map((tag) => (
              <li key={tag.id} className={chipClass}>
                <Tag className="size-3.5 shrink-0 text-muted" aria-hidden="true" />
                <Link href={`/search?tag=${tag.id}`} className="truncate hover:underline">
                  {tag.name}
                </Link>
                <button
                  type="button"
                  disabled={!isInteractive}
                  aria-label={t("removeTag", { name: tag.name })}
                  className="grid size-8 shrink-0 place-items-center rounded-full hover:bg-line touch-target"
                  onClick={() => void actions.removeTag([image], tag)}
                >
                  <X className="size-3.5" aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <TagInput
          label={t("addTag")}
          without={image.tags}
          onChoose={(tag) => {
            setAdded((known) => [...known, tag]);
            void actions.addTag([image], tag);
          }}
        />
      </section>
      {albums.length > 0 && (
        <section aria-labelledby="albums">
          <h3 id="albums" className="mb-1 text-xs text-muted">
            {t("albums")}
          </h3>
          <ul>
            {albums.map((album) => (
              <li key={album.id}>
                <Link
                  href={`/albums/${album.id}`}
                  className="flex min-h-8 items-center gap-2 text-sm touch-target hover:underline"
                >
                  <Folder className="size-4 shrink-0 text-muted" aria-hidden="true" />
                  <span className="truncate">{album.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="flex flex-wrap gap-2">
        <button
          type="button"
          disabled={!isInteractive}
          className={buttonClass("secondary", "small")}
          onClick={() => setChoosing(true)}
        >
          <FolderPlus className="size-4" aria-hidden="true" />
          {library("addToAlbum")}
        </button>
        <button
          type="button"
          disabled={!isInteractive}
          className={buttonClass("secondary", "small")}
          onClick={() => void actions.setArchived([image], !image.archived)}
        >
          <ArchiveIcon className="size-4" aria-hidden="true" />
          {t(image.archived ? "unarchive" : "archive")}
        </button>
      </div>
      <AlbumDialog
        isOpen={isChoosing}
        onClose={() => setChoosing(false)}
        onChoose={(album) => {
          setAddedAlbums((known) => [...known, album]);
          void actions.addToAlbum([image], album);
        }}
      />
    </div>
  );
}

/** Those of the ids whose names are known, each once. */
function named(known: NamedTag[], ids: string[]): NamedTag[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
