import type { AlbumView } from "#lib/albums/album-api.ts";
import { CoverPicture } from "../../../_components/cover-picture.tsx";

/** The square picture of an album; an empty square where there is none. */
export function AlbumCover({ cover }: Pick<AlbumView, "cover">) {
  return (
    <span className="[container-type:size] relative block aspect-square overflow-hidden rounded-xl bg-raised">
      <CoverPicture image={cover} />
    </span>
  );
}
