"use client";

import { ImageUp, Layers, Layers2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { StackView } from "#lib/library/view-image-api.ts";
import { imageChanges } from "../../../_components/image-changes.ts";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { fadingClass } from "./fading-class.ts";

interface StackBarProps {
  image: ImageListItem;
  stack: StackView;
  /** Whether its photos are what is leafed through. */
  isOpen: boolean;
  /** Another photo is its top picture. */
  onChanged: () => void;
}

/** That a photo is one of a stack, the way to the others, and what can be done with them. */
export function StackBar({ image, stack, isOpen, onChanged }: StackBarProps) {
  const t = useTranslations("viewer");
  const isInteractive = useIsInteractive();
  const router = useRouter();
  const actions = useImageActions({ ofStacks: true });
  const look = buttonClass("onDark", "small", "disabled:opacity-100");
  const count = t("stackOf", { count: stack.count });

  async function unstack(): Promise<void> {
    const whole = [{ ...image, stackSize: stack.count }];
    if (await actions.changeStack(whole, imageChanges.unstack(), () => router.refresh())) {
      router.replace(`/images/${image.id}`, { scroll: false });
    }
  }

  if (!isOpen) {
    return (
      <div data-controls="fading" className={`flex justify-center pb-1 ${fadingClass}`}>
        <Link href={`/images/${image.id}?stackOf=${image.id}`} replace className={look}>
          <Layers className="size-4" aria-hidden="true" />
          {count}
        </Link>
      </div>
    );
  }
  return (
    <div data-controls="fading" className={`flex flex-wrap items-center justify-center gap-1 px-2 pb-1 ${fadingClass}`}>
      <span className="px-2 text-sm text-white/80">{count}</span>
      {image.id === stack.topId ? (
        <span className="flex items-center gap-1.5 px-2 text-sm text-white/80">
          <Layers className="size-4" aria-hidden="true" />
          {t("topOfStack")}
        </span>
      ) : (
        <button
          type="button"
          className={look}
          disabled={!isInteractive}
          onClick={() =>
            void actions.changeStack([{ id: image.id, fileName: image.fileName }], imageChanges.makeTop(), onChanged)
          }
        >
          <ImageUp className="size-4" aria-hidden="true" />
          {t("makeTop")}
        </button>
      )}
      <button type="button" className={look} disabled={!isInteractive} onClick={() => void unstack()}>
        <Layers2 className="size-4" aria-hidden="true" />
        {t("unstack")}
      </button>
    </div>
  );
}
