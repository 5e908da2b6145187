import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import { getImageView } from "#lib/images/get-image-view.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { findImageNeighbours } from "#lib/library/find-neighbours.ts";
import { getStack } from "#lib/library/get-stack.ts";
import { nameImageCollections } from "#lib/library/name-collections.ts";
import { readListAddress } from "#lib/library/search-address.ts";
import { ImageViewer } from "./_components/image-viewer.tsx";

type Params = Promise<{ id: string }>;

const readImage = cache(async (id: string): Promise<ImageView> => {
  const user = await requirePageUser(`/images/${id}`);
  try {
    return await getImageView(webServices(), user, id);
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const image = await readImage((await params).id);
  return { title: image.fileName };
}

interface ImagePageProps {
  params: Params;
  /** The list that it is looked at in, as the API takes its filters; the timeline without any. */
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ImagePage({ params, searchParams }: ImagePageProps) {
  const { id } = await params;
  const user = await requirePageUser(`/images/${id}`);
  const list = readListAddress(await searchParams);
  const image = await readImage(id);
  const own = await readOwnChanges();
  const [neighbours, collections, stack] = await Promise.all([
    findImageNeighbours(webServices(), user, image, own, list),
    nameImageCollections(webServices(), user, image, own),
    getStack(webServices(), user, id, own),
  ]);
  // Another list has other neighbours.
  return (
    <ImageViewer
      key={list.stackOf ?? ""}
      image={image}
      collections={collections}
      neighbours={neighbours}
      stack={stack}
      list={list}
      trashDays={webServices().config.trashDays}
    />
  );
}
