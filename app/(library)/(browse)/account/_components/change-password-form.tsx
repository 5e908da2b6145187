"use client";

import { useRouter } from "next/navigation";
import { useActionState } from "react";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";

interface ChangeState {
  message?: string;
  issues: Record<string, string>;
}

export function ChangePasswordForm({ email, minPasswordLength }: { email: string; minPasswordLength: number }) {
  const router = useRouter();
  const t = useTranslations("account");
  const [state, submit] = useActionState<ChangeState, FormData>(
    async (_, form) => {
      const body = {
        currentPassword: String(form.get("currentPassword")),
        newPassword: String(form.get("newPassword")),
      };
      const refused = await changePassword(body);
      if (refused) return refused;
      toast.success(t("passwordChanged"), { description: t("passwordChangedNote") });
      // The list of sessions is another one now.
      router.refresh();
      return { issues: {} };
    },
    { issues: {} },
  );
  return (
    <form action={submit} className="max-w-sm space-y-5">
      <FormAlert message={state.message} />
      {/* Tells password managers whose password it is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        id="current-password"
        name="currentPassword"
        label={t("currentPassword")}
        autoComplete="current-password"
        required
        error={state.issues.currentPassword}
      />
      <PasswordField
        id="new-password"
        name="newPassword"
        label={t("newPassword")}
        autoComplete="new-password"
        required
        minLength={minPasswordLength}
        hint={t("passwordHint", { min: minPasswordLength })}
        error={state.issues.newPassword}
      />
      <SubmitButton>{t("changePassword")}</SubmitButton>
    </form>
  );
}

/** Returns undefined on success, else what is wrong, by field where it belongs to one. */
async function changePassword(body: {
  currentPassword: string;
  newPassword: string;
}): Promise<ChangeState | undefined> {
  try {
    await callApi("/api/account/password", { method: "POST", body });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_credentials") {
      return { issues: { currentPassword: browserTranslations("account")("notYourPassword") } };
    }
    const issues = error instanceof ApiError ? error.issues : [];
    if (issues.length === 0) return { message: toErrorMessage(error), issues: {} };
    return { issues: Object.fromEntries(issues.map((issue) => [issue.path, issue.message])) };
  }
}
