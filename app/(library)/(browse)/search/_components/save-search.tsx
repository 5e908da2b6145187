"use client";

import { Bookmark } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { Modal } from "../../../_components/modal.tsx";

/** Keeps a search beside the sections and the albums. `query` is the one of its page, `name` what it may be called. */
export function SaveSearch({ query, name }: { query: string; name: string }) {
  const router = useRouter();
  const isInteractive = useIsInteractive();
  const t = useTranslations("search");
  const common = useTranslations("common");
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const body = { name: String(new FormData(event.currentTarget).get("name")), query };
    try {
      await callApi("/api/searches", { method: "POST", body });
      setOpen(false);
      toast(t("saved", { name: body.name }));
      router.refresh();
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
  }

  return (
    <>
      <button
        type="button"
        className={buttonClass("quiet", "small", "rounded-full")}
        disabled={!isInteractive}
        onClick={() => setOpen(true)}
      >
        <Bookmark className="size-4" aria-hidden="true" />
        {t("saveSearch")}
      </button>
      <Modal isOpen={isOpen} onClose={() => setOpen(false)} title={t("saveSearch")}>
        <form onSubmit={save}>
          <input
            name="name"
            aria-label={common("name")}
            required
            maxLength={255}
            defaultValue={name}
            onFocus={(event) => event.target.select()}
            className={inputClass}
          />
          <ProblemLine message={problem} className="mt-2" />
          <div className="mt-4 flex justify-end gap-3">
            <button type="button" className={buttonClass()} onClick={() => setOpen(false)}>
              {common("cancel")}
            </button>
            <button type="submit" className={buttonClass("primary")}>
              {common("save")}
            </button>
          </div>
        </form>
      </Modal>
    </>
  );
}
