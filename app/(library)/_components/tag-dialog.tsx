"use client";

import { useTranslations } from "#app/_messages/messages-provider.tsx";
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
  const t = useTranslations("library");
  return (
    <Modal isOpen={isOpen} onClose={onClose} title={title}>
      <TagInput
        label={t("tag")}
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
