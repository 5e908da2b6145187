"use client";

import { useActionState } from "react";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { Link } from "#app/_components/link.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { KeepAccountButton } from "./keep-account-button.tsx";
import { signInWithPassword } from "./sign-in-with-password.ts";

interface SignInState {
  email: string;
  message?: string;
  /** The password of an account that is closed, with which it can be kept. */
  closedAccountPassword?: string;
}

export function SignInForm({ returnTo, notice }: { returnTo: string; notice: string | undefined }) {
  const t = useTranslations("signIn");
  const [state, submit] = useActionState<SignInState, FormData>(
    async (_, form) => {
      const email = String(form.get("email"));
      const password = String(form.get("password"));
      const refusal = await signInWithPassword(email, password);
      if (refusal) {
        const { message, isClosed } = refusal;
        return { email, message, ...(isClosed ? { closedAccountPassword: password } : {}) };
      }
      // A whole navigation, so that nothing rendered for the visitor stays behind.
      window.location.assign(returnTo);
      return { email };
    },
    { email: "", ...(notice === undefined ? {} : { message: notice }) },
  );
  return (
    <form action={submit} className="space-y-5">
      <FormAlert message={state.message} />
      {state.closedAccountPassword !== undefined && (
        <KeepAccountButton email={state.email} password={state.closedAccountPassword} returnTo={returnTo} />
      )}
      <TextField
        key={state.email}
        id="email"
        name="email"
        label={t("email")}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        defaultValue={state.email}
      />
      <PasswordField id="password" name="password" label={t("password")} autoComplete="current-password" required />
      <SubmitButton className="w-full">{t("signIn")}</SubmitButton>
      <p className="text-center text-sm">
        <Link href="/reset-password" className="rounded text-muted underline-offset-4 hover:text-ink hover:underline">
          {t("forgot")}
        </Link>
      </p>
    </form>
  );
}
