"use client";

import { AlertDialog } from "radix-ui";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useOpener } from "./use-opener.ts";

export interface Question {
  title: string;
  body: string;
  /** The word on the button that goes ahead. */
  action: string;
}

export interface ConfirmDialogProps {
  question: Question | undefined;
  isOpen: boolean;
  onAnswer: (isConfirmed: boolean) => void;
}

export function ConfirmDialog({ question, isOpen, onAnswer }: ConfirmDialogProps) {
  const t = useTranslations("common");
  const focus = useOpener();
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onAnswer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-60 animate-appear bg-black/50 backdrop-blur-[2px]" />
        <AlertDialog.Content
          {...focus}
          className="fixed top-1/2 left-1/2 z-60 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line bg-surface p-6 text-ink shadow-float"
        >
          <AlertDialog.Title className="text-lg font-semibold tracking-tight break-words">
            {question?.title}
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-muted">{question?.body}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-3">
            <AlertDialog.Cancel className={buttonClass()}>{t("cancel")}</AlertDialog.Cancel>
            <AlertDialog.Action className={buttonClass("danger")} onClick={() => onAnswer(true)}>
              {question?.action}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
