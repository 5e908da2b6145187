import createClient from "openapi-fetch";
import type { components, paths } from "./generated/openapi-typescript.ts";
import { expectSamePhoto, pause, type Sample } from "./sample.ts";

/**
 * From registration to removal, with types alone that openapi-typescript makes. There is no cast in here, and no any.
 */
export async function drive({ url, email, password, photo, sha256 }: Sample): Promise<string[]> {
  const steps: string[] = [];
  const api = createClient<paths>({ baseUrl: `${url}/api` });
  const registered = await api.POST("/register", { body: { email, password } });
  if (!registered.data) throw new Error(registered.error.detail);
  steps.push(`registered ${registered.data.user.role}`);

  const login = await api.POST("/login", { body: { email, password } });
  if (!login.data) throw new Error(login.error.code);
  const { token } = login.data;
  api.use({
    onRequest: ({ request }) => {
      request.headers.set("authorization", `Bearer ${token}`);
      return request;
    },
  });

  const begun = await api.POST("/uploads", {
    body: { fileName: "beach.jpg", contentType: "image/jpeg", bytes: photo.byteLength, sha256 },
  });
  if (!begun.data || !("upload" in begun.data)) throw new Error("Expected a signed upload");
  const { method, url: target, headers } = begun.data.upload;
  const put = await fetch(target, { method, headers, body: photo });
  steps.push(`stored ${put.status}`);

  const id = begun.data.image.id;
  let image: components["schemas"]["Image"] = begun.data.image;
  while (image.status === "uploading" || image.status === "processing") {
    await pause();
    const answer = await api.GET("/images/{id}", { params: { path: { id } } });
    if (!answer.data) throw new Error(answer.error.detail);
    image = answer.data.image;
  }
  const thumbnail: { url: string; width: number; height: number } | undefined = image.renditions.thumbnail;
  steps.push(`${image.status} with a thumbnail of ${thumbnail?.width} pixels`);

  const link = await api.GET("/get-url", { params: { query: { id, variant: "original" } } });
  if (!link.data) throw new Error(link.error.detail);
  await expectSamePhoto(link.data.url, photo);
  steps.push("downloaded");

  await api.DELETE("/images/{id}", { params: { path: { id } } });
  const removed = await api.DELETE("/images/{id}", { params: { path: { id }, query: { permanent: "true" } } });
  steps.push(`removed ${removed.response.status}`);

  const gone = await api.GET("/images/{id}", { params: { path: { id } } });
  steps.push(`then ${gone.error?.code}`);
  return steps;
}
