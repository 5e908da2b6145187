"use client";

import { AlertDialog } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

interface Question {
  title: string;
  body: string;
  /** The word on the button that goes ahead. */
  action: string;
}

type Confirm = (question: Question) => Promise<boolean>;

const ConfirmContext = createContext<Confirm | undefined>(undefined);

/** Asks before something is deleted; resolves to what the user chose. */
export function useConfirm(): Confirm {
  const confirm = useContext(ConfirmContext);
  if (!confirm) throw new Error("useConfirm needs a ConfirmProvider around it");
  return confirm;
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const [question, setQuestion] = useState<Question>();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<Element>(undefined);
  const answer = useRef<(isConfirmed: boolean) => void>(undefined);

  const confirm = useCallback<Confirm>((asked) => {
    answer.current?.(false);
    opener.current = document.activeElement ?? undefined;
    setQuestion(asked);
    setOpen(true);
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }, []);

  function close(isConfirmed: boolean): void {
    answer.current?.(isConfirmed);
    answer.current = undefined;
    setOpen(false);
  }

  return (
    <ConfirmContext value={confirm}>
      {children}
      <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && close(false)}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className="fixed inset-0 z-60 animate-appear bg-black/50 backdrop-blur-[2px]" />
          <AlertDialog.Content
            onCloseAutoFocus={(event) => {
              // No trigger of the dialog's own knows where the keyboard was.
              event.preventDefault();
              if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
            }}
            className="fixed top-1/2 left-1/2 z-60 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line bg-surface p-6 text-ink shadow-float"
          >
            <AlertDialog.Title className="text-lg font-semibold tracking-tight break-words">
              {question?.title}
            </AlertDialog.Title>
            <AlertDialog.Description className="mt-2 text-sm text-muted">{question?.body}</AlertDialog.Description>
            <div className="mt-6 flex justify-end gap-3">
              <AlertDialog.Cancel className={buttonClass()}>{t("cancel")}</AlertDialog.Cancel>
              <AlertDialog.Action className={buttonClass("danger")} onClick={() => close(true)}>
                {question?.action}
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </ConfirmContext>
  );
}
