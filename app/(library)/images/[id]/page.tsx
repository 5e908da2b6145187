import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { DETAILS_COOKIE, HIDDEN } from "#app/_components/browser-cookies.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import type { ListFilters } from "#lib/library/image-query.ts";
import { readListAddress, toSearchParams } from "#lib/library/search-address.ts";
import { viewImage } from "#lib/library/view-image.ts";
import type { ImageInList } from "#lib/library/view-image-api.ts";
import { ImageViewer } from "./_components/image-viewer.tsx";
import { nameOfPhoto } from "./_components/name-of-photo.ts";

interface ImagePageProps {
  params: Promise<{ id: string }>;
  /** The list that it is looked at in, as the API takes its filters; the timeline without any. */
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Once for the page and its title; of the filters as text, since objects are never the same. */
const readImage = cache(async (id: string, filters: string): Promise<ImageInList> => {
  const user = await requirePageUser(`/images/${id}`);
  const list: ListFilters = JSON.parse(filters);
  try {
    return await viewImage(webServices(), user, id, await readOwnChanges(), list);
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
});

export async function generateMetadata({ params, searchParams }: ImagePageProps): Promise<Metadata> {
  const { id } = await params;
  const { image } = await readImage(id, JSON.stringify(readListAddress(await searchParams)));
  return { title: nameOfPhoto(image) };
}

export default withMessages(
  ["changes", "failures", "keyboard", "library", "places", "processing", "shares", "trash", "viewer"],
  async function ImagePage({ params, searchParams }: ImagePageProps) {
    const { id } = await params;
    const list = readListAddress(await searchParams);
    const rendered = await readImage(id, JSON.stringify(list));
    const areDetailsShown = (await cookies()).get(DETAILS_COOKIE)?.value !== HIDDEN;
    // Another list has other neighbours.
    return (
      <ImageViewer
        key={toSearchParams(list).toString()}
        rendered={rendered}
        list={list}
        trashDays={webServices().config.trashDays}
        areDetailsShown={areDetailsShown}
      />
    );
  },
);
