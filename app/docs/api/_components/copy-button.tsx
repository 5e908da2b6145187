"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { toast } from "#app/_components/toast.ts";

const SHOWN_MS = 2_000;

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch {
      toast.error("Your browser did not allow copying");
    }
  }

  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={label}
      title="Copy"
      onClick={() => void copy()}
      className="absolute top-1.5 right-1.5 grid size-9 place-items-center rounded-lg bg-raised text-muted hover:text-ink"
    >
      <Icon className="size-4" aria-hidden="true" />
    </button>
  );
}
