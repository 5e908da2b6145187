"use client";

import Link from "next/link";
import { useActionState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";

interface ResetState {
  isDone: boolean;
  message?: string | undefined;
  issue?: string | undefined;
}

/** Sets a new password by the token that stands behind "#" in the address, where no server sees it. */
export function ResetPasswordForm({ minPasswordLength }: { minPasswordLength: number }) {
  const [state, submit] = useActionState<ResetState, FormData>(
    async (_, form) => {
      try {
        await callApi("/api/account/reset-password", {
          method: "POST",
          body: { token: window.location.hash.slice(1), newPassword: String(form.get("password")) },
        });
        window.history.replaceState(null, "", window.location.pathname);
        return { isDone: true };
      } catch (error) {
        // A link that does not work is no session that has ended, although both are a 401.
        if (error instanceof ApiError && error.code === "invalid_reset_link") {
          return { isDone: false, message: error.message };
        }
        const issue = error instanceof ApiError ? error.issues[0]?.message : undefined;
        return { isDone: false, issue, message: issue ? undefined : toErrorMessage(error) };
      }
    },
    { isDone: false },
  );
  if (state.isDone) {
    return (
      <div role="status" className="space-y-6">
        <p>Your new password is set.</p>
        <Link href="/sign-in" className={buttonClass("primary", "large", "w-full")}>
          Sign in
        </Link>
      </div>
    );
  }
  return (
    <form action={submit} className="space-y-5">
      <FormAlert message={state.message} />
      <PasswordField
        id="password"
        name="password"
        label="New password"
        autoComplete="new-password"
        required
        minLength={minPasswordLength}
        hint={`At least ${minPasswordLength} characters. A few words in a row work well.`}
        error={state.issue}
      />
      <SubmitButton className="w-full">Set password</SubmitButton>
    </form>
  );
}
