"use client";

import { Dialog } from "radix-ui";
import { type NamedTag, TagInput } from "./tag-input.tsx";

interface TagDialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  onChoose: (tag: NamedTag) => void;
  without?: string[];
  canCreate?: boolean;
}

/** Asks for a tag. */
export function TagDialog({ title, isOpen, onClose, onChoose, ...input }: TagDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-md rounded-2xl border border-line bg-surface p-5 text-ink shadow-float"
        >
          <Dialog.Title className="mb-4 text-lg font-semibold tracking-tight break-words">{title}</Dialog.Title>
          <TagInput
            label="Tag"
            isFocused
            onChoose={(tag) => {
              onClose();
              onChoose(tag);
            }}
            {...input}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
