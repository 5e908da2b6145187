"use client";

import { Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { Link } from "#app/_components/link.tsx";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { SavedSearchView } from "#lib/library/saved-search-api.ts";

/** Searches that are kept beside the albums. */
export function SavedSearches({ searches }: { searches: Pick<SavedSearchView, "id" | "name" | "query">[] }) {
  const router = useRouter();
  const isInteractive = useIsInteractive();
  const t = useTranslations("albums");
  const common = useTranslations("common");
  if (searches.length === 0) return null;

  async function call(what: string, request: () => Promise<unknown>): Promise<boolean> {
    try {
      await request();
      router.refresh();
      return true;
    } catch (error) {
      toast.error(what, { description: toErrorMessage(error) });
      return false;
    }
  }

  async function remove({ id, name, query }: (typeof searches)[number]): Promise<void> {
    const path = `/api/searches/${id}`;
    if (!(await call(t("searchDeleteFailed", { name }), () => callApi(path, { method: "DELETE" })))) return;
    const restore = () => callApi("/api/searches", { method: "POST", body: { name, query } });
    toast(t("searchDeleted", { name }), {
      action: { label: common("undo"), onClick: () => void call(t("searchSaveFailed", { name }), restore) },
    });
  }

  return (
    <section aria-labelledby="saved-searches" className="mb-8">
      <h2 id="saved-searches" className="mb-2.5 text-sm font-semibold tracking-tight">
        {t("savedSearches")}
      </h2>
      <ul className="flex flex-wrap gap-2">
        {searches.map((search) => (
          <li
            key={search.id}
            className="flex min-h-10 max-w-full items-center rounded-full border border-line bg-surface pl-3.5 text-sm"
          >
            <Link
              href={`/search?${search.query}`}
              className="flex min-w-0 items-center gap-2 touch-target hover:underline"
            >
              <Search className="size-4 shrink-0 text-muted" aria-hidden="true" />
              <span className="truncate">{search.name}</span>
            </Link>
            <button
              type="button"
              disabled={!isInteractive}
              aria-label={t("deleteSearch", { name: search.name })}
              className="grid size-10 shrink-0 place-items-center rounded-full touch-target hover:bg-raised"
              onClick={() => void remove(search)}
            >
              <X className="size-4" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
