"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useOpener } from "./use-opener.ts";

/** By what they hold: a question, a list that scrolls by itself, or a form that may be higher than the screen. */
const sizes = {
  small: "top-[12vh] max-w-md",
  list: "top-[12vh] flex max-h-[70vh] max-w-md flex-col",
  tall: "top-1/2 max-h-[calc(100dvh-2rem)] max-w-md -translate-y-1/2 overflow-y-auto",
} as const;

interface ModalProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  size?: keyof typeof sizes;
  children: ReactNode;
}

/**
 * A dialog over the page, which Escape, its button and a press beside it close. Then the focus is back where it was.
 */
export function Modal({ isOpen, onClose, title, size = "small", children }: ModalProps) {
  const t = useTranslations("common");
  const focus = useOpener();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focus}
          className={`fixed inset-x-4 z-50 mx-auto rounded-2xl border border-line bg-surface p-5 text-ink shadow-float ${sizes[size]}`}
        >
          <Dialog.Title className="mb-4 pr-9 text-lg font-semibold tracking-tight break-words">{title}</Dialog.Title>
          {children}
          {/* Behind the rest, so that the keyboard begins with what is asked for. */}
          <Dialog.Close aria-label={t("close")} className={buttonClass("quiet", "smallIcon", "absolute top-4 right-4")}>
            <X className="size-4.5" aria-hidden="true" />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
