"use client";

import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatCount } from "#app/_components/format-count.ts";
import type { AlbumView } from "#lib/albums/album-api.ts";
import { NewAlbumForm } from "./new-album-form.tsx";

interface AlbumDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onChoose: (album: { id: string; name: string }) => void;
}

/** Asks for one of the albums, or for the name of a new one. */
export function AlbumDialog({ isOpen, onClose, onChoose }: AlbumDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[12vh] z-50 mx-auto flex max-h-[70vh] max-w-md flex-col rounded-2xl border border-line bg-surface p-5 shadow-float"
        >
          <Dialog.Title className="mb-4 text-lg font-semibold tracking-tight">Add to album</Dialog.Title>
          <AlbumChoice
            onChoose={(album) => {
              onClose();
              onChoose(album);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function AlbumChoice({ onChoose }: Pick<AlbumDialogProps, "onChoose">) {
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
      {problem && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {problem}
        </p>
      )}
      <ul className="mt-3 min-h-0 overflow-y-auto">
        {albums?.map((album) => (
          <li key={album.id}>
            <button
              type="button"
              onClick={() => onChoose(album)}
              className="flex min-h-11 w-full items-center justify-between gap-3 rounded-lg px-2 py-2 text-left hover:bg-raised"
            >
              <span className="truncate">{album.name}</span>
              <span className="tabular text-sm text-muted">{formatCount(album.count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
