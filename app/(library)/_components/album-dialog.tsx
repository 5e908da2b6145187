"use client";

import { useEffect, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AlbumView } from "#lib/albums/album-api.ts";
import { Modal } from "./modal.tsx";
import { NewAlbumForm } from "./new-album-form.tsx";

interface AlbumDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onChoose: (album: { id: string; name: string }) => void;
}

/** Asks for one of the albums, or for the name of a new one. */
export function AlbumDialog({ isOpen, onClose, onChoose }: AlbumDialogProps) {
  const t = useTranslations("library");
  return (
    <Modal isOpen={isOpen} onClose={onClose} title={t("addToAlbum")} size="list">
      <AlbumChoice
        onChoose={(album) => {
          onClose();
          onChoose(album);
        }}
      />
    </Modal>
  );
}

function AlbumChoice({ onChoose }: Pick<AlbumDialogProps, "onChoose">) {
  const t = useTranslations("library");
  const [albums, setAlbums] = useState<AlbumView[]>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    callApi<{ albums: AlbumView[] }>("/api/albums").then(
      (answer) => setAlbums(answer.albums),
      (error) => setProblem(toErrorMessage(error)),
    );
  }, []);

  return (
    <>
      <NewAlbumForm onCreated={onChoose} />
      <ProblemLine message={problem} className="mt-3" />
      <ul className="mt-3 min-h-0 overflow-y-auto">
        {albums?.map((album) => (
          <li key={album.id}>
            <button
              type="button"
              onClick={() => onChoose(album)}
              className="flex min-h-11 w-full items-center justify-between gap-3 rounded-lg px-2 py-2 text-left hover:bg-raised"
            >
              <span className="truncate">{album.name}</span>
              <span className="tabular text-sm text-muted">{formatCount(album.count, t.locale)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
