"use client";

import { useRouter } from "next/navigation";
import { type MouseEvent, type RefObject, useEffect, useTransition } from "react";
import { LoadingBar } from "#app/_components/loading-bar.tsx";

interface OpenPhotoProps {
  /** Is given what goes to the page of a photo. */
  handle: RefObject<((address: string) => void) | undefined>;
}

/**
 * Goes to the pages of photos for all tiles of a gallery, each of which is then a plain link. Until a page is there, the
 * top of the screen says that it is coming.
 */
export function OpenPhoto({ handle }: OpenPhotoProps) {
  const router = useRouter();
  const [isComing, startOpening] = useTransition();
  useEffect(() => {
    handle.current = (address) => startOpening(() => router.push(address));
  }, [handle, router]);
  return isComing && <LoadingBar />;
}

/** Whether the browser itself answers the press of a link: with another tab or window, or a download. */
export function opensElsewhere({ altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}
