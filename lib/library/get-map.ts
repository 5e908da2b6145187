import type { User } from "#lib/accounts/user.ts";
import { getRenditionVersion } from "#lib/images/image.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { toPlaceView } from "#lib/images/to-image-view.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import type { MapArea } from "./count-clusters.ts";
import type { LibraryServices } from "./library-services.ts";
import type { MapView } from "./map-api.ts";

/** Where the user's images of an area were taken, by clusters. */
export async function getMap(
  { library, storage }: Pick<LibraryServices, "library" | "storage">,
  user: User,
  area: MapArea,
  own: OwnChange[],
): Promise<MapView> {
  const [{ value, rebuild }, { sign }] = await Promise.all([
    library.read(user.id, "clusters", area, own),
    createRenditionSigner(storage),
  ]);
  const clusters = value.map(({ image, ...cluster }) => {
    const { id, fileName, thumbhash, transparent, rotation, renditions } = image;
    const place = image.place && toPlaceView(image.place);
    const key = renditions.thumbnail && renditionKey(user.id, id, "thumbnail", getRenditionVersion(image));
    const thumbnail = key && sign(key);
    return { ...cluster, image: { id, fileName, thumbhash, transparent, rotation, place, thumbnail } };
  });
  const total = clusters.reduce((sum, { count }) => sum + count, 0);
  return { clusters, total, isComplete: rebuild === undefined };
}
