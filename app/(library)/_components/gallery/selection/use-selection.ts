"use client";

import { useRef, useState } from "react";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { GalleryStore } from "../list/gallery-store.ts";
import type { RangeEnd } from "../list/load-range.ts";

type Images = ReadonlyMap<string, ImageListItem>;

export interface Selection {
  /** By id; they stay selected when their tiles are far from the screen. */
  selected: Images;
  /** Adds or takes away one image. */
  toggle(id: string): void;
  /** Adds one image, from which ranges begin. */
  begin(id: string): void;
  /** Adds all from the image last touched to this one, in place of the range that was reached from there before. */
  extend(id: string): void;
  /** Nothing is selected any more, or none of those that were changed: others may have been selected meanwhile. */
  clear(changed?: readonly ImageListItem[]): void;
}

/** What is selected of a list; what has left the list is no longer selected. `filters` are those of the list. */
export function useSelection(gallery: GalleryStore, filters: string): Selection {
  const [chosen, setChosen] = useState<Images>(new Map());
  /** Where ranges begin, and what was selected when it was touched. */
  const anchor = useRef<RangeEnd & { before: Images }>(undefined);
  const reached = useRef<string>(undefined);
  const selected = new Map([...chosen].filter(([id]) => !gallery.isHidden(id)));

  function startAt(id: string, before: Images): void {
    const block = gallery.blockOf(id);
    anchor.current = block === undefined ? undefined : { id, block, before };
    reached.current = id;
    setChosen(before);
  }

  function begin(id: string): void {
    const view = gallery.find(id);
    if (view) startAt(id, new Map(selected).set(id, view));
  }

  async function load(from: RangeEnd & { before: Images }, to: RangeEnd): Promise<void> {
    const t = browserTranslations("gallery");
    const notice = toast.loading(t("selecting"));
    try {
      const { loadRange } = await import("../list/load-range.ts");
      const range = await loadRange(gallery.snapshot().months, filters, from, to);
      toast.dismiss(notice);
      if (anchor.current === from && reached.current === to.id) setChosen(withRange(from.before, range));
    } catch (error) {
      toast.error(t("selectFailed"), { id: notice, description: toErrorMessage(error) });
    }
  }

  return {
    selected,
    begin,
    toggle(id) {
      const next = new Map(selected);
      if (next.delete(id)) startAt(id, next);
      else begin(id);
    },
    extend(id) {
      const from = anchor.current;
      const block = gallery.blockOf(id);
      if (!from || block === undefined) return begin(id);
      reached.current = id;
      const ids = gallery.idsBetween(from.id, id);
      if (ids)
        setChosen(
          withRange(
            from.before,
            ids.flatMap((one) => gallery.find(one) ?? []),
          ),
        );
      else void load(from, { id, block });
    },
    clear(changed) {
      const ids = new Set(changed?.map(({ id }) => id));
      const withoutChanged = (images: Images): Images =>
        changed ? new Map([...images].filter(([id]) => !ids.has(id))) : new Map();
      const from = anchor.current;
      anchor.current =
        from && changed && !ids.has(from.id) ? { ...from, before: withoutChanged(from.before) } : undefined;
      setChosen(withoutChanged);
    },
  };
}

function withRange(before: Images, range: ImageListItem[]): Images {
  return new Map([...before, ...range.map((view) => [view.id, view] as const)]);
}
