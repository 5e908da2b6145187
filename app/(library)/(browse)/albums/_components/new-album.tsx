"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import type { AlbumView } from "#lib/albums/album-api.ts";

export function NewAlbum() {
  const router = useRouter();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      const { album } = await callApi<{ album: AlbumView }>("/api/albums", { method: "POST", body: { name } });
      router.push(`/albums/${album.id}`);
    } catch (error) {
      toast.error("Couldn't make the album", { description: toErrorMessage(error) });
      setBusy(false);
    }
  }

  return (
    <form onSubmit={create} className="flex gap-2">
      <input
        aria-label="Name of a new album"
        placeholder="New album"
        required
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="h-10 w-44 min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-sm"
      />
      <button type="submit" disabled={isBusy} className={buttonClass("primary")}>
        Create
      </button>
    </form>
  );
}
