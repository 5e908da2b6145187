"use client";

import { useRouter } from "next/navigation";
import { NewAlbumForm } from "../../../_components/new-album-form.tsx";

/** Makes an album and opens it. */
export function NewAlbum() {
  const router = useRouter();
  return (
    <div className="w-72 max-w-full">
      <NewAlbumForm onCreated={({ id }) => router.push(`/albums/${id}`)} />
    </div>
  );
}
