import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { editImage, trashImage } from "#lib/images/change-images.ts";
import { deleteTrashedImage } from "#lib/images/delete-image.ts";
import { changeImageOperation, deleteImageOperation, getImageOperation } from "#lib/images/image-api.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { getImageView } from "#lib/images/view-images.ts";

export const GET = route(getImageOperation, async ({ services, user, params, reply }) =>
  reply(200, { image: await getImageView(services, user, params.id) }),
);

export const PATCH = route(changeImageOperation, async ({ services, user, params, body, reply }) => {
  const image = await editImage(services, user, params.id, body);
  return reply(200, { image: await toImageViewNow(services, image) }, toChangesHeader(image));
});

export const DELETE = route(deleteImageOperation, async ({ services, user, params, query, reply }) => {
  if (!query.permanent) {
    const image = await trashImage(services, user, params.id);
    return reply(200, { image: await toImageViewNow(services, image) }, toChangesHeader(image));
  }
  const deleted = await deleteTrashedImage(services, user, params.id);
  return reply(204, undefined, toChangesHeader(deleted));
});
