"use client";

import { Bookmark } from "lucide-react";
import { Dialog } from "radix-ui";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";

/** Keeps a search beside the albums. `query` is the one of its page, `name` what it may be called. */
export function SaveSearch({ query, name }: { query: string; name: string }) {
  const isInteractive = useIsInteractive();
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const body = { name: String(new FormData(event.currentTarget).get("name")), query };
    try {
      await callApi("/api/searches", { method: "POST", body });
      setOpen(false);
      toast(`“${body.name}” is saved beside your albums`);
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={buttonClass("quiet", "small", "rounded-full")} disabled={!isInteractive}>
        <Bookmark className="size-4" aria-hidden="true" />
        Save search
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-md rounded-2xl border border-line bg-surface p-5 text-ink shadow-float"
        >
          <Dialog.Title className="mb-4 text-lg font-semibold tracking-tight">Save search</Dialog.Title>
          <form onSubmit={save}>
            <input
              name="name"
              aria-label="Name"
              required
              maxLength={255}
              defaultValue={name}
              onFocus={(event) => event.target.select()}
              className={inputClass}
            />
            {problem && (
              <p role="alert" className="mt-2 text-sm text-danger">
                {problem}
              </p>
            )}
            <div className="mt-4 flex justify-end gap-3">
              <Dialog.Close className={buttonClass()}>Cancel</Dialog.Close>
              <button type="submit" className={buttonClass("primary")}>
                Save
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
