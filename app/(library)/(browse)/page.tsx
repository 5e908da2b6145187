import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { tileRenditions } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import { Gallery } from "../_components/gallery/gallery.tsx";

const FIRST_PAGE_SIZE = 60;

export default async function GalleryPage() {
  const user = await requirePageUser("/");
  const renderedAt = Date.now();
  const page = await listImages(webServices(), user, {
    query: fromApiQuery({}),
    limit: FIRST_PAGE_SIZE,
    renditions: tileRenditions,
    own: await readOwnChanges(),
  });
  return (
    <>
      <h1 className="sr-only">Photos</h1>
      <Gallery page={page} renderedAt={renderedAt} />
    </>
  );
}
