"use client";

import { LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";

/** A button that acts at once, says what came of it, and shows the page anew. */
export function ActionButton(props: {
  children: ReactNode;
  label?: string;
  size?: "small" | "medium";
  look?: "primary" | "secondary";
  /** Returns what to say. */
  run: () => Promise<string>;
}) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);

  async function act(): Promise<void> {
    setBusy(true);
    try {
      toast.success(await props.run());
      router.refresh();
    } catch (error) {
      toast.error(toErrorMessage(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <button
      type="button"
      disabled={isBusy}
      className={buttonClass(props.look ?? "secondary", props.size ?? "small")}
      onClick={() => void act()}
      {...(props.label ? { "aria-label": props.label } : {})}
    >
      {isBusy && <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />}
      {props.children}
    </button>
  );
}
