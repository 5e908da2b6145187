import { route } from "#lib/http/route.ts";
import { beginUpload } from "#lib/images/begin-upload.ts";
import { beginUploadOperation } from "#lib/images/image-api.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";

export const POST = route(beginUploadOperation, async ({ services, user, body, reply }) => {
  const begun = await beginUpload(services, user, body);
  const image = await toImageViewNow(services, begun.image);
  return "duplicate" in begun ? reply(200, { image, duplicate: true }) : reply(201, { image, upload: begun.upload });
});
