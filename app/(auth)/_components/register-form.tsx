"use client";

import Link from "next/link";
import { type ReactNode, useActionState } from "react";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { TextField } from "#app/_components/text-field.tsx";
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
      if (refusal) return { ...given, message: `Your account is ready. ${refusal.message}`, issues: {} };
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
        label="Name (optional)"
        autoComplete="name"
        maxLength={100}
        defaultValue={state.name}
        error={state.issues.name}
      />
      <TextField
        id="email"
        name="email"
        label="Email"
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
        label="Password"
        autoComplete="new-password"
        required
        minLength={minPasswordLength}
        defaultValue={state.password}
        hint={`At least ${minPasswordLength} characters. A few words in a row work well.`}
        error={state.issues.password}
      />
      <SubmitButton className="w-full">Create account</SubmitButton>
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
  return (
    <>
      There is already an account with this address.{" "}
      <Link href={signIn} className="rounded font-medium underline underline-offset-4">
        Sign in instead
      </Link>
    </>
  );
}
