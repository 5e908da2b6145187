"use client";

import { type ReactNode, useActionState } from "react";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { Link } from "#app/_components/link.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { signInPath } from "./return-to.ts";
import { signInWithPassword } from "./sign-in-with-password.ts";

interface RegisterState {
  name: string;
  email: string;
  /** Kept here while the page is open, as a form empties its fields after each try. */
  password: string;
  message?: string;
  issues: Record<string, ReactNode>;
}

export function RegisterForm({ returnTo, minPasswordLength }: { returnTo: string; minPasswordLength: number }) {
  const t = useTranslations("signIn");
  const [state, submit] = useActionState<RegisterState, FormData>(
    async (_, form) => {
      const given = {
        name: String(form.get("name")).trim(),
        email: String(form.get("email")),
        password: String(form.get("password")),
      };
      const refused = await register(given, signInPath(returnTo));
      if (refused) return { ...given, ...refused };
      const refusal = await signInWithPassword(given.email, given.password);
      if (refusal) return { ...given, message: t("registered", { problem: refusal.message }), issues: {} };
      window.location.assign(returnTo);
      return { ...given, issues: {} };
    },
    { name: "", email: "", password: "", issues: {} },
  );
  return (
    <form action={submit} className="space-y-5">
      <FormAlert message={state.message} />
      <TextField
        id="name"
        name="name"
        label={t("name")}
        autoComplete="name"
        maxLength={100}
        defaultValue={state.name}
        error={state.issues.name}
      />
      <TextField
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
        error={state.issues.email}
      />
      <PasswordField
        id="password"
        name="password"
        label={t("password")}
        autoComplete="new-password"
        required
        minLength={minPasswordLength}
        defaultValue={state.password}
        hint={t("passwordHint", { min: minPasswordLength })}
        error={state.issues.password}
      />
      <SubmitButton className="w-full">{t("createAccount")}</SubmitButton>
    </form>
  );
}

/** Creates the account. Returns undefined on success, else what is wrong, by field where it belongs to one. */
async function register(
  account: { name: string; email: string; password: string },
  signIn: string,
): Promise<Pick<RegisterState, "message" | "issues"> | undefined> {
  try {
    const { name, ...required } = account;
    await callApi("/api/register", { method: "POST", body: name ? account : required });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.code === "email_taken") {
      return { issues: { email: <TakenNote signIn={signIn} /> } };
    }
    const issues = error instanceof ApiError ? error.issues : [];
    if (issues.length === 0) return { message: toErrorMessage(error), issues: {} };
    return { issues: Object.fromEntries(issues.map((issue) => [issue.path, issue.message])) };
  }
}

function TakenNote({ signIn }: { signIn: string }) {
  const t = useTranslations("signIn");
  return (
    <>
      {t("taken")}{" "}
      <Link href={signIn} className="rounded font-medium underline underline-offset-4">
        {t("signInInstead")}
      </Link>
    </>
  );
}
