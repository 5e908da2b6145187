"use client";

import { useActionState, useSyncExternalStore } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { Link } from "#app/_components/link.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

interface ResetState {
  isDone: boolean;
  message?: string | undefined;
  issue?: string | undefined;
}

/**
 * Sets a new password by the token behind "#" in the address, where no server sees it; without one, says how to get it.
 */
export function ResetPassword({ minPasswordLength }: { minPasswordLength: number }) {
  const [state, submit] = useActionState<ResetState, FormData>(
    async (_, form) => resetPassword(window.location.hash.slice(1), String(form.get("password"))),
    { isDone: false },
  );
  const t = useTranslations("signIn");
  const hasToken = useHasToken();
  if (state.isDone) return <PasswordSet />;
  if (!hasToken) return <AskForLink />;
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("choosePassword")}</h1>
      <p className="mt-1.5 mb-8 text-muted">{t("resetNote")}</p>
      <form action={submit} className="space-y-5">
        <FormAlert message={state.message} />
        <PasswordField
          id="password"
          name="password"
          label={t("newPassword")}
          autoComplete="new-password"
          required
          minLength={minPasswordLength}
          hint={t("passwordHint", { min: minPasswordLength })}
          error={state.issue}
        />
        <SubmitButton className="w-full">{t("setPassword")}</SubmitButton>
      </form>
    </>
  );
}

function AskForLink() {
  const t = useTranslations("signIn");
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("forgotTitle")}</h1>
      <p className="mt-1.5 text-muted">{t("askAdmin")}</p>
      <p className="mt-4 mb-8 text-muted">{t("noEmail")}</p>
      <Link href="/sign-in" className={buttonClass("secondary", "large", "w-full")}>
        {t("back")}
      </Link>
    </>
  );
}

function PasswordSet() {
  const t = useTranslations("signIn");
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("choosePassword")}</h1>
      <div role="status" className="mt-1.5 space-y-8">
        <p>{t("isSet")}</p>
        <Link href="/sign-in" className={buttonClass("primary", "large", "w-full")}>
          {t("signIn")}
        </Link>
      </div>
    </>
  );
}

async function resetPassword(token: string, newPassword: string): Promise<ResetState> {
  try {
    await callApi("/api/account/reset-password", { method: "POST", body: { token, newPassword } });
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
}

/** The server, which does not see it, takes it for given: most people come by a link. */
function useHasToken(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener("hashchange", onChange);
      return () => window.removeEventListener("hashchange", onChange);
    },
    () => window.location.hash.length > 1,
    () => true,
  );
}
