import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { Collection } from "./image-changes.ts";

/** Puts a photo on the cover of an album. Resolves to whether it is there. */
export async function makeCover({ id, name }: Collection, imageId: string): Promise<boolean> {
  const t = browserTranslations("changes");
  try {
    await callApi(`/api/albums/${id}`, { method: "PATCH", body: { coverId: imageId } });
    toast(t("coverMade", { name }));
    return true;
  } catch (error) {
    toast.error(t("coverFailed"), { description: toErrorMessage(error) });
    return false;
  }
}
