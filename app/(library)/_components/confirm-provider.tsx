"use client";

import {
  type ComponentType,
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { onFirstUse } from "#app/_components/on-first-use.ts";
import type { ConfirmDialogProps, Question } from "./confirm-dialog.tsx";

export type Confirm = (question: Question) => Promise<boolean>;

const ConfirmContext = createContext<Confirm | undefined>(undefined);

/** Asks before something is deleted; resolves to what the user chose. */
export function useConfirm(): Confirm {
  const confirm = useContext(ConfirmContext);
  if (!confirm) throw new Error("useConfirm needs a ConfirmProvider around it");
  return confirm;
}

/** Draws what useConfirm asks, with a dialog that is fetched once the page is used. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [Dialog, setDialog] = useState<ComponentType<ConfirmDialogProps>>();
  const [question, setQuestion] = useState<Question>();
  const [isOpen, setOpen] = useState(false);
  const answer = useRef<(isConfirmed: boolean) => void>(undefined);

  const load = useCallback(async () => {
    const { ConfirmDialog } = await import("./confirm-dialog.tsx");
    setDialog(() => ConfirmDialog);
  }, []);
  useEffect(() => onFirstUse(() => void load().catch(() => undefined)), [load]);

  const close = useCallback((isConfirmed: boolean) => {
    answer.current?.(isConfirmed);
    answer.current = undefined;
    setOpen(false);
  }, []);

  const confirm = useCallback<Confirm>(
    (asked) => {
      answer.current?.(false);
      setQuestion(asked);
      setOpen(true);
      // Where the dialog cannot be fetched the browser asks.
      load().catch(() => close(window.confirm([asked.title, asked.body].filter(Boolean).join("\n\n"))));
      return new Promise((resolve) => {
        answer.current = resolve;
      });
    },
    [load, close],
  );

  return (
    <ConfirmContext value={confirm}>
      {children}
      {Dialog && <Dialog question={question} isOpen={isOpen} onAnswer={close} />}
    </ConfirmContext>
  );
}
