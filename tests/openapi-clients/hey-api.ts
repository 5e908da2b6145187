import { client } from "./generated/hey-api/client.gen.ts";
import { beginUpload, deleteImage, getImage, getUrl, login, register } from "./generated/hey-api/sdk.gen.ts";
import type { Image } from "./generated/hey-api/types.gen.ts";
import { expectSamePhoto, pause, type Sample } from "./sample.ts";

/**
 * From registration to removal, with the functions that @hey-api/openapi-ts makes. There is no cast in here, and no
 * any.
 */
export async function drive({ url, email, password, photo, sha256 }: Sample): Promise<string[]> {
  const steps: string[] = [];
  client.setConfig({ baseUrl: `${url}/api` });
  const registered = await register({ body: { email, password } });
  if (!registered.data) throw new Error(registered.error.detail);
  steps.push(`registered ${registered.data.user.role}`);

  const signedIn = await login({ body: { email, password } });
  if (!signedIn.data) throw new Error(signedIn.error.code);
  client.setConfig({ baseUrl: `${url}/api`, auth: signedIn.data.token });

  const begun = await beginUpload({
    body: { fileName: "beach.jpg", contentType: "image/jpeg", bytes: photo.byteLength, sha256 },
  });
  if (!begun.data || !("upload" in begun.data)) throw new Error("Expected a signed upload");
  const { method, url: target, headers } = begun.data.upload;
  const put = await fetch(target, { method, headers, body: photo });
  steps.push(`stored ${put.status}`);

  const id = begun.data.image.id;
  let image: Image = begun.data.image;
  while (image.status === "uploading" || image.status === "processing") {
    await pause();
    const answer = await getImage({ path: { id } });
    if (!answer.data) throw new Error(answer.error.detail);
    image = answer.data.image;
  }
  const thumbnail: { url: string; width: number; height: number } | undefined = image.renditions.thumbnail;
  steps.push(`${image.status} with a thumbnail of ${thumbnail?.width} pixels`);

  const link = await getUrl({ query: { id, variant: "original" } });
  if (!link.data) throw new Error(link.error.detail);
  await expectSamePhoto(link.data.url, photo);
  steps.push("downloaded");

  await deleteImage({ path: { id } });
  const removed = await deleteImage({ path: { id }, query: { permanent: "true" } });
  steps.push(`removed ${removed.response?.status}`);

  const gone = await getImage({ path: { id } });
  steps.push(`then ${gone.error?.code}`);
  return steps;
}
