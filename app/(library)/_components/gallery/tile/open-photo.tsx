"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useTransition } from "react";
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
