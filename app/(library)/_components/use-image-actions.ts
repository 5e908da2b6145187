"use client";

import { useMemo } from "react";
import { toast } from "#app/_components/toast.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { useConfirm } from "./confirm-provider.tsx";
import type { ImageActions } from "./image-actions.ts";
import { useLibrary } from "./library-context.ts";

/** Fetches what changes photos; a page of the library does so with the first press on it. */
export const loadImageActions = () => withLateMessages(() => import("./image-actions.ts"));

/**
 * What can be done to photos; `ofStacks`: to all of the stack that a tile stands for. Where the code for it cannot be
 * fetched a toast says so, and each resolves to false.
 */
export function useImageActions({ ofStacks = false } = {}): ImageActions {
  const { filters, gallery, timeline } = useLibrary();
  const confirm = useConfirm();
  return useMemo(() => {
    async function act(name: keyof ImageActions, given: unknown[]): Promise<unknown> {
      const loaded = await loadImageActions().catch(() => undefined);
      if (!loaded) {
        toast.error(browserTranslations("problems")("unreachable"));
        return false;
      }
      const actions = loaded.createImageActions({ filters, gallery, timeline, confirm, ofStacks });
      return Reflect.apply(actions[name], actions, given);
    }
    return new Proxy({} as ImageActions, {
      get:
        (_, name: keyof ImageActions) =>
        (...given: unknown[]) =>
          act(name, given),
    });
  }, [filters, gallery, timeline, confirm, ofStacks]);
}
