"use client";

import { Check, Copy } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** Makes a reset link and shows it once, to be handed over by whatever way the two people have. */
export function ResetLinkButton({ email, path }: { email: string; path: string }) {
  const t = useTranslations("adminUsers");
  const [link, setLink] = useState<{ url: string; expiresAt: string }>();
  const [isBusy, setBusy] = useState(false);
  const [isCopied, setCopied] = useState(false);

  async function create(): Promise<void> {
    setBusy(true);
    setCopied(false);
    try {
      setLink(await callApi(path, { method: "POST" }));
    } catch (error) {
      toast.error(toErrorMessage(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <button type="button" className={buttonClass()} disabled={isBusy} onClick={() => void create()}>
        {t("createResetLink")}
      </button>
      <Dialog.Root open={link !== undefined} onOpenChange={(open) => !open && setLink(undefined)}>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-60 animate-appear bg-black/50 backdrop-blur-[2px]" />
          <Dialog.Content className="fixed top-1/2 left-1/2 z-60 w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line bg-surface p-6 text-ink shadow-float">
            <Dialog.Title className="text-lg font-semibold tracking-tight">{t("resetLink")}</Dialog.Title>
            <Dialog.Description className="mt-2 text-sm text-muted">{t("resetLinkHelp", { email })}</Dialog.Description>
            <div className="mt-4 flex gap-2">
              <input
                aria-label={t("resetLink")}
                readOnly
                value={link?.url ?? ""}
                onFocus={(event) => event.currentTarget.select()}
                className={`${inputClass} font-mono text-xs sm:text-xs`}
              />
              <button
                type="button"
                className={buttonClass("secondary", "large")}
                onClick={() => {
                  void navigator.clipboard.writeText(link?.url ?? "").then(
                    () => setCopied(true),
                    () => toast.error(t("copyFailed")),
                  );
                }}
              >
                {isCopied ? (
                  <Check className="size-4" aria-hidden="true" />
                ) : (
                  <Copy className="size-4" aria-hidden="true" />
                )}
                {t(isCopied ? "copied" : "copy")}
              </button>
            </div>
            <div className="mt-6 flex justify-end">
              <Dialog.Close className={buttonClass("primary")}>{t("done")}</Dialog.Close>
            </div>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}
