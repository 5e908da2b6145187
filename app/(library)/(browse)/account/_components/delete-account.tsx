"use client";

import { useActionState, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { countPhotos, formatCount } from "#app/_components/format-count.ts";
import { PasswordField } from "#app/_components/password-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { Modal } from "../../../_components/modal.tsx";

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
  const [isOpen, setOpen] = useState(false);
  const [problem, submit, isBusy] = useActionState<string | undefined, FormData>(async (_, form) => {
    try {
      const body = { password: String(form.get("password")) };
      const { deletesAt } = await callApi<{ deletesAt: string }>("/api/account/close", { method: "POST", body });
      window.location.assign(`/sign-in?error=account_closed.${Math.floor(Date.parse(deletesAt) / 1000)}`);
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === "invalid_credentials";
      return isWrong ? "This is not your current password." : toErrorMessage(error);
    }
  }, undefined);
  return (
    <>
      <p className="mb-4 text-sm text-muted">
        Deletes your account and everything in it. You have {days} days to change your mind.
      </p>
      <button
        type="button"
        className={buttonClass("dangerQuiet", "medium", "-ml-4")}
        disabled={!isInteractive}
        onClick={() => setOpen(true)}
      >
        Delete my account
      </button>
      <Modal isOpen={isOpen} onClose={() => setOpen(false)} title="Delete my account" size="tall">
        <form action={submit} className="space-y-4 text-sm">
          <div>
            <p>This will be deleted permanently:</p>
            <ul className="tabular mt-2 list-disc space-y-1 pl-5">
              <li>
                {countPhotos(contents.imageCount)}, {formatBytes(contents.usedBytes)}, trash included
              </li>
              <li>{count(contents.albumCount, "album")}</li>
              <li>{count(contents.tagCount, "tag")}</li>
              <li>{count(contents.shareCount, "share link")}</li>
            </ul>
          </div>
          <p className="text-muted">
            You are signed out everywhere at once, and your share links stop working. Sign in within {days} days to keep
            your account.
          </p>
          <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            id="deletion-password"
            name="password"
            label="Your password"
            autoComplete="current-password"
            required
            error={problem}
          />
          <div className="flex justify-end gap-3">
            <button type="button" className={buttonClass()} onClick={() => setOpen(false)}>
              Cancel
            </button>
            <button type="submit" className={buttonClass("danger")} disabled={isBusy}>
              Delete my account
            </button>
          </div>
        </form>
      </Modal>
    </>
  );
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}
