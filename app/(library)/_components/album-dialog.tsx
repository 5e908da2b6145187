"use client";

import { type KeyboardEvent, useEffect, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useCombobox } from "#app/_components/use-combobox.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AlbumView } from "#lib/albums/album-api.ts";
import { matchNames } from "./match-names.ts";
import { Modal } from "./modal.tsx";
import { NewAlbumForm } from "./new-album-form.tsx";

/** Others are found by typing. */
const MAX_SHOWN = 100;

interface AlbumDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onChoose: (album: { id: string; name: string }) => void;
}

/** Asks for one of the albums, which are found by typing, or for the name of a new one. */
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
  const [name, setName] = useState("");

  useEffect(() => {
    callApi<{ albums: AlbumView[] }>("/api/albums?covers=false").then(
      (answer) => setAlbums(answer.albums),
      (error) => setProblem(toErrorMessage(error)),
    );
  }, []);

  const matches = matchNames(albums ?? [], name);
  const shown = matches.slice(0, MAX_SHOWN);
  const combobox = useCombobox({ options: shown, onChoose, takesFirst: name.trim() !== "" });
  function onKeyDown(event: KeyboardEvent): void {
    // Until the albums have come, Enter would make another of a name that there is.
    if (event.key === "Enter" && !albums && problem === undefined) event.preventDefault();
    else combobox.inputProps.onKeyDown(event);
  }
  const { "aria-activedescendant": active } = combobox.inputProps;
  useEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  return (
    <>
      <NewAlbumForm
        onCreated={onChoose}
        onName={(text) => {
          setName(text);
          combobox.onType();
        }}
        field={{ "aria-label": t("findAlbum"), placeholder: t("findAlbum"), ...combobox.inputProps, onKeyDown }}
      />
      <ProblemLine message={problem} className="mt-3" />
      {shown.length > 0 && (
        <ul {...combobox.listProps} aria-label={t("albums")} className="mt-3 min-h-0 overflow-y-auto">
          {shown.map((album, index) => (
            <li
              key={album.id}
              {...combobox.optionProps(index)}
              className="flex min-h-11 cursor-pointer items-center justify-between gap-3 rounded-lg px-2 py-2 hover:bg-raised aria-selected:bg-raised"
            >
              <span className="truncate">{album.name}</span>
              <span className="tabular text-sm text-muted">{formatCount(album.count, t.locale)}</span>
            </li>
          ))}
        </ul>
      )}
      {matches.length > shown.length && (
        <p className="mt-2 px-2 text-sm text-muted">{t("moreAlbums", { count: matches.length - shown.length })}</p>
      )}
    </>
  );
}
