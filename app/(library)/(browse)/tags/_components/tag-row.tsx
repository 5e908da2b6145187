"use client";

import { Ellipsis, Merge, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { Link } from "#app/_components/link.tsx";
import { menuClass } from "#app/_components/menu-class.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { MergedTag, TagView } from "#lib/tags/tag-api.ts";
import { undoChanges } from "../../../_components/bulk-changes.ts";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { TagDialog } from "../../../_components/tag-dialog.tsx";
import type { NamedTag } from "../../../_components/tag-input.tsx";

/** A tag with its photos' number; it is renamed, merged and deleted here. */
export function TagRow({ tag }: { tag: TagView }) {
  const router = useRouter();
  const confirm = useConfirm();
  const isInteractive = useIsInteractive();
  const t = useTranslations("tags");
  const common = useTranslations("common");
  const [isRenaming, setRenaming] = useState(false);
  const [isMerging, setMerging] = useState(false);

  async function run(what: string, call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      router.refresh();
      return true;
    } catch (error) {
      toast.error(what, { description: toErrorMessage(error) });
      return false;
    }
  }

  async function rename(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    const isDone =
      name === tag.name ||
      (await run(t("renameFailed", { name: tag.name }), () =>
        callApi(`/api/tags/${tag.id}`, { method: "PATCH", body: { name } }),
      ));
    if (isDone) setRenaming(false);
  }

  async function merge(into: NamedTag): Promise<void> {
    const isConfirmed = await confirm({
      title: t("mergeAsk", { name: tag.name, into: into.name }),
      body: t("mergeNote", { count: tag.count, name: tag.name, into: into.name }),
      action: t("merge"),
    });
    if (!isConfirmed) return;
    await run(t("mergeFailed", { name: tag.name }), async () => {
      const body = { into: into.id };
      const { changeIds } = await callApi<MergedTag>(`/api/tags/${tag.id}/merge`, { method: "POST", body });
      toast(t("merged", { name: tag.name, into: into.name }), {
        action: { label: common("undo"), onClick: () => void run(t("undoFailed"), () => separate(changeIds)) },
      });
    });
  }

  /** A tag without photos took no change to merge. */
  async function separate(changeIds: string[]): Promise<void> {
    if (changeIds.length === 0) await callApi("/api/tags", { method: "POST", body: { name: tag.name } });
    await undoChanges(changeIds, () => {});
  }

  async function remove(): Promise<void> {
    const isConfirmed = await confirm({
      title: t("deleteAsk", { name: tag.name }),
      body: t("photosStay"),
      action: t("delete"),
    });
    if (isConfirmed) {
      await run(t("deleteFailed", { name: tag.name }), () => callApi(`/api/tags/${tag.id}`, { method: "DELETE" }));
    }
  }

  if (isRenaming) {
    return (
      <li className="py-2">
        <form
          onSubmit={rename}
          onKeyDown={(event) => {
            if (event.key === "Escape") setRenaming(false);
          }}
          className="flex gap-2"
        >
          <input
            name="name"
            aria-label={t("name")}
            required
            maxLength={100}
            defaultValue={tag.name}
            // biome-ignore lint/a11y/noAutofocus: it takes the place of the menu item that was chosen
            autoFocus
            className={inputClass}
          />
          <button type="submit" className={buttonClass("primary", "large")}>
            {common("save")}
          </button>
          <button type="button" className={buttonClass("secondary", "large")} onClick={() => setRenaming(false)}>
            {common("cancel")}
          </button>
        </form>
      </li>
    );
  }
  return (
    <li className="flex min-h-12 items-center gap-3">
      <Link href={`/search?tag=${tag.id}`} className="group flex min-w-0 flex-1 items-baseline gap-3 py-3">
        <span className="truncate font-medium group-hover:underline">{tag.name}</span>
        <span className="tabular shrink-0 text-sm text-muted">{common("photos", { count: tag.count })}</span>
      </Link>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={t("change", { name: tag.name })}
          disabled={!isInteractive}
          className={buttonClass("quiet", "icon")}
        >
          <Ellipsis className="size-4" aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={6} className={menuClass.content}>
            <DropdownMenu.Item className={menuClass.item} onSelect={() => setRenaming(true)}>
              <Pencil className="size-4 text-muted" aria-hidden="true" />
              {t("rename")}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuClass.item} onSelect={() => setMerging(true)}>
              <Merge className="size-4 text-muted" aria-hidden="true" />
              {t("mergeInto")}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuClass.item} onSelect={() => void remove()}>
              <Trash2 className="size-4 text-muted" aria-hidden="true" />
              {common("delete")}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <TagDialog
        title={t("mergeTitle", { name: tag.name })}
        isOpen={isMerging}
        onClose={() => setMerging(false)}
        onChoose={(into) => void merge(into)}
        without={[tag.id]}
        canCreate={false}
      />
    </li>
  );
}
