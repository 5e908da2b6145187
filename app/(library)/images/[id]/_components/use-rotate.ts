"use client";

import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { addRotation, type Rotation, turnSides } from "#lib/images/rotation.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useLibrary } from "../../../_components/library-context.ts";

type Shape = Pick<ImageListItem, "width" | "height" | "rotation">;

/** Quick turns are stored one after the other, so that the last one stays. */
let stored: Promise<unknown> = Promise.resolve();
let turns = 0;

/** What turns an image by degrees clockwise. It shows at once, can be undone, and goes back when the server refuses. */
export function useRotate(show: (image: ImageListItem) => void): (image: ImageListItem, by: Rotation) => void {
  const { gallery } = useLibrary();

  function turn(image: ImageListItem, by: Rotation): void {
    const rotation = addRotation(image.rotation, by);
    const turned = { ...turnSides(image, by), rotation: rotation || undefined };
    showEverywhere(image, turned);
    turns += 1;
    const ownTurn = turns;
    stored = stored
      .then(() => callApi<{ image: ImageView }>(`/api/images/${image.id}`, { method: "PATCH", body: { rotation } }))
      .then(() => {
        // A page that was asked for before may have brought the photo as it was.
        if (turns === ownTurn) showEverywhere(image, turned);
        const onClick = () => turn({ ...image, ...turned }, toOpposite(by));
        const undo = { label: browserTranslations("common")("undo"), onClick };
        toast(browserTranslations("viewer")("rotated", { name: image.fileName }), {
          id: `rotate ${image.id}`,
          action: undo,
        });
      })
      .catch((error) => {
        const { width, height, rotation: before } = image;
        if (turns === ownTurn) showEverywhere(image, { width, height, rotation: before });
        toast.error(browserTranslations("viewer")("rotateFailed"), { description: toErrorMessage(error) });
      });
  }

  /** Of the rest, what has been changed since stays. */
  function showEverywhere(image: ImageListItem, shape: Shape): void {
    const turned = { ...(gallery.find(image.id) ?? image), ...shape };
    gallery.update([turned]);
    show(turned);
  }

  return turn;
}

function toOpposite(by: Rotation): Rotation {
  return by === 90 ? 270 : by === 270 ? 90 : by;
}
