"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { readShareFields, ShareFields } from "./share-fields.tsx";
import { ShareLink } from "./share-link.tsx";

/** What is shared. */
export type ShareTarget = { ids: string[] } | { album: string };

interface ShareDialogProps {
  target: ShareTarget;
  /** Names what is shared: "12 photos", or an album. */
  what: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Makes a link to photos or an album, and shows it. */
export function ShareDialog({ target, what, isOpen, onClose }: ShareDialogProps) {
  return (
    <ShareFrame title={`Share ${what}`} isOpen={isOpen} onClose={onClose}>
      <NewShare target={target} />
    </ShareFrame>
  );
}

function NewShare({ target }: Pick<ShareDialogProps, "target">) {
  const [url, setUrl] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const { expiresAt, ...fields } = readShareFields(new FormData(event.currentTarget));
    const given = Object.entries(fields).filter(([, value]) => value !== null);
    setBusy(true);
    try {
      const body = { ...target, ...Object.fromEntries(given), expiresAt };
      setUrl((await callApi<{ url: string }>("/api/shares", { method: "POST", body })).url);
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
    setBusy(false);
  }

  if (url !== undefined) return <ShareLink url={url} />;
  return (
    <form onSubmit={create} className="space-y-5">
      <FormAlert message={problem} />
      <ShareFields />
      <button type="submit" disabled={isBusy} className={buttonClass("primary", "large", "w-full")}>
        Create link
      </button>
    </form>
  );
}

/** The frame of dialogs about shares. */
export function ShareFrame({ title, isOpen, onClose, children }: ShareFrameProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[calc(100dvh-2rem)] max-w-md -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-5 text-ink shadow-float"
        >
          <div className="mb-4 flex items-start justify-between gap-3">
            <Dialog.Title className="text-lg font-semibold tracking-tight break-words">{title}</Dialog.Title>
            <Dialog.Close aria-label="Close" className={buttonClass("quiet", "smallIcon", "-mt-0.5 -mr-1 shrink-0")}>
              <X className="size-4.5" aria-hidden="true" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ShareFrameProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}
