"use client";

import { useActionState, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { PasswordField } from "#app/_components/password-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { Modal } from "../../../_components/modal.tsx";
import { forgetUploads } from "../../_components/sign-out.ts";

interface Contents {
  imageCount: number;
  usedBytes: number;
  albumCount: number;
  tagCount: number;
  shareCount: number;
}

/** Closes the account, which is deleted some days later. */
export function DeleteAccount({ email, contents, days }: { email: string; contents: Contents; days: number }) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("account");
  const common = useTranslations("common");
  const [isOpen, setOpen] = useState(false);
  const [problem, submit, isBusy] = useActionState<string | undefined, FormData>(async (_, form) => {
    try {
      const body = { password: String(form.get("password")) };
      const { deletesAt } = await callApi<{ deletesAt: string }>("/api/account/close", { method: "POST", body });
      await forgetUploads();
      window.location.assign(`/sign-in?error=account_closed.${Math.floor(Date.parse(deletesAt) / 1000)}`);
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === "invalid_credentials";
      return isWrong ? t("notYourPassword") : toErrorMessage(error);
    }
  }, undefined);
  return (
    <>
      <p className="mb-4 text-sm text-muted">{t("deleteNote", { days })}</p>
      <button
        type="button"
        className={buttonClass("dangerQuiet", "medium", "-ml-4")}
        disabled={!isInteractive}
        onClick={() => setOpen(true)}
      >
        {t("deleteMine")}
      </button>
      <Modal isOpen={isOpen} onClose={() => setOpen(false)} title={t("deleteMine")} size="tall">
        <form action={submit} className="space-y-4 text-sm">
          <div>
            <p>{t("willBeDeleted")}</p>
            <ul className="tabular mt-2 list-disc space-y-1 pl-5">
              <li>
                {t("photosDeleted", {
                  count: contents.imageCount,
                  bytes: formatBytes(contents.usedBytes, t.locale),
                })}
              </li>
              <li>{t("albums", { count: contents.albumCount })}</li>
              <li>{t("tags", { count: contents.tagCount })}</li>
              <li>{t("shareLinks", { count: contents.shareCount })}</li>
            </ul>
          </div>
          <p className="text-muted">{t("deleteConsequence", { days })}</p>
          <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            id="deletion-password"
            name="password"
            label={t("yourPassword")}
            autoComplete="current-password"
            required
            error={problem}
          />
          <div className="flex justify-end gap-3">
            <button type="button" className={buttonClass()} onClick={() => setOpen(false)}>
              {common("cancel")}
            </button>
            <button type="submit" className={buttonClass("danger")} disabled={isBusy}>
              {t("deleteMine")}
            </button>
          </div>
        </form>
      </Modal>
    </>
  );
}
