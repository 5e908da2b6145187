"use client";

import { type RefObject, useEffect, useEffectEvent } from "react";

interface PictureEvents {
  onLoad: () => void;
  onError: () => void;
  /** The picture is still on its way: its events are to come. */
  onPending?: () => void;
}

/** Tells of a picture of the server's page that loaded or failed before scripts ran, when no one heard its events. */
export function useMissedEvents(picture: RefObject<HTMLImageElement | null>, events: PictureEvents): void {
  const tell = useEffectEvent(() => {
    if (!picture.current?.complete) events.onPending?.();
    else if (picture.current.naturalWidth > 0) events.onLoad();
    else events.onError();
  });
  useEffect(() => tell(), []);
}
