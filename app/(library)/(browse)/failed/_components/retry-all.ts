import pMap from "p-map";
import { askBeforeLeaving } from "#app/_components/ask-before-leaving.ts";
import { ApiError, toErrorMessage } from "#app/_components/call-api.ts";
import { callPatiently } from "#app/_components/download/try-again.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";

/** Requests at the same time. */
export const RETRY_CONCURRENCY = 4;
const PAGE = 200;
/** One that is gone, and one that has been retried too often. */
const REFUSALS = new Set([404, 409]);

/** Has all failed files processed again that can be, and tells in a toast how far it is. Resolves once it is over. */
export async function retryAll(): Promise<void> {
  const t = browserTranslations("failed");
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = { label: browserTranslations("changes")("stop"), onClick: () => stopping.abort() };
  const release = askBeforeLeaving();
  let retried = 0;
  let refused = 0;
  let toastId: string | number | undefined;

  async function retry({ id }: ImageListItem): Promise<void> {
    try {
      await callPatiently(`/api/images/${id}/retry`, signal, { method: "POST" });
      retried += 1;
    } catch (error) {
      const isRefusal = error instanceof ApiError && REFUSALS.has(error.status);
      if (!isRefusal) throw error;
      refused += 1;
    }
    toastId = toast.loading(t("retrying", { count: retried }), { id: toastId, action: stop });
  }

  try {
    for (let cursor = ""; ; ) {
      const path = `/api/images?status=failed&sort=added&limit=${PAGE}${cursor}`;
      const page = await callPatiently<{ images: ImageListItem[]; nextCursor?: string }>(path, signal);
      const retryable = page.images.filter(({ failure }) => failure?.retryable);
      await pMap(retryable, retry, { concurrency: RETRY_CONCURRENCY, signal });
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    const description = refused > 0 ? t("notRetried", { count: refused }) : undefined;
    toast(t("retried", { count: retried }), { description });
  } catch (error) {
    if (signal.aborted) toast(t("retried", { count: retried }));
    else toast.error(browserTranslations("changes")("retryFailed"), { description: toErrorMessage(error) });
  } finally {
    release();
    if (toastId !== undefined) toast.dismiss(toastId);
  }
}
