import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listImageViews } from "#lib/images/list-images.ts";
import { Gallery } from "../_components/gallery/gallery.tsx";

const FIRST_PAGE_SIZE = 60;

export default async function GalleryPage() {
  const user = await requirePageUser("/");
  const renderedAt = Date.now();
  const page = await listImageViews(webServices(), user, { limit: FIRST_PAGE_SIZE });
  return (
    <>
      <h1 className="sr-only">Photos</h1>
      <Gallery page={page} renderedAt={renderedAt} />
    </>
  );
}
