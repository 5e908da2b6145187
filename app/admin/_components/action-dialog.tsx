"use client";

import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

interface ActionDialogProps {
  /** On the button that opens it. */
  trigger: ReactNode;
  /** Spoken instead of the trigger's words where those do not say what they are about. */
  triggerLabel?: string;
  triggerClassName?: string;
  title: string;
  body: ReactNode;
  /** Word on the button that goes ahead. */
  action: string;
  isDangerous?: boolean;
  /** Fields, whose values `run` receives. */
  children?: ReactNode;
  /** Said when it is done. */
  done?: string;
  run: (form: FormData) => Promise<unknown>;
}

/** A button that asks before it acts, and stays open with the reason when that was refused. */
export function ActionDialog(props: ActionDialogProps) {
  const t = useTranslations("common");
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();

  async function act(form: FormData): Promise<void> {
    setBusy(true);
    setMessage(undefined);
    try {
      await props.run(form);
      setOpen(false);
      if (props.done) toast.success(props.done);
    } catch (error) {
      setMessage(toErrorMessage(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <AlertDialog.Root
      open={isOpen}
      onOpenChange={(open) => {
        setMessage(undefined);
        setOpen(open);
      }}
    >
      <AlertDialog.Trigger
        className={props.triggerClassName ?? buttonClass(props.isDangerous ? "dangerQuiet" : "secondary")}
        {...(props.triggerLabel ? { "aria-label": props.triggerLabel } : {})}
      >
        {props.trigger}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-60 animate-appear bg-black/50 backdrop-blur-[2px]" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-60 max-h-[calc(100dvh-2rem)] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 text-ink shadow-float">
          <AlertDialog.Title className="text-lg font-semibold tracking-tight break-words">
            {props.title}
          </AlertDialog.Title>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void act(new FormData(event.currentTarget));
            }}
          >
            <AlertDialog.Description asChild className="mt-2 text-sm text-muted">
              <div>{props.body}</div>
            </AlertDialog.Description>
            {props.children && <div className="mt-4 space-y-4">{props.children}</div>}
            <div className="mt-4">
              <FormAlert message={message} />
            </div>
            <div className="mt-4 flex justify-end gap-3">
              <AlertDialog.Cancel className={buttonClass()} disabled={isBusy}>
                {t("cancel")}
              </AlertDialog.Cancel>
              <button type="submit" disabled={isBusy} className={buttonClass(props.isDangerous ? "danger" : "primary")}>
                {props.action}
              </button>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
