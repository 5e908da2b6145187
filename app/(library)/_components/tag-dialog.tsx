"use client";

import { Modal } from "./modal.tsx";
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
    <Modal isOpen={isOpen} onClose={onClose} title={title}>
      <TagInput
        label="Tag"
        isFocused
        onChoose={(tag) => {
          onClose();
          onChoose(tag);
        }}
        {...input}
      />
    </Modal>
  );
}
