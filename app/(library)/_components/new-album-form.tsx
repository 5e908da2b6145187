"use client";

import { type ComponentProps, type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AlbumView } from "#lib/albums/album-api.ts";

interface NewAlbumFormProps {
  onCreated: (album: AlbumView) => void;
  /** Hears what is typed. */
  onName?: (name: string) => void;
  /** What the field is besides, where it does more than name the album. */
  field?: ComponentProps<"input">;
}

/** Asks for a name and makes the album; says beside the field why that did not work. */
export function NewAlbumForm({ onCreated, onName, field }: NewAlbumFormProps) {
  const t = useTranslations("library");
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const { album } = await callApi<{ album: AlbumView }>("/api/albums", { method: "POST", body: { name } });
      onCreated(album);
    } catch (error) {
      setProblem(toErrorMessage(error));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={create}>
      <div className="flex gap-2">
        <input
          aria-label={t("newAlbumName")}
          placeholder={t("newAlbum")}
          required
          maxLength={255}
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            onName?.(event.target.value);
          }}
          className="h-11 min-w-0 flex-1 rounded-lg border border-line-strong bg-surface px-3 text-sm"
          {...field}
        />
        <button type="submit" disabled={isBusy} className={buttonClass("primary", "large")}>
          {t("create")}
        </button>
      </div>
      <ProblemLine message={problem} className="mt-2" />
    </form>
  );
}
