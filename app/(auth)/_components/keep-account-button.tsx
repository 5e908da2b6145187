"use client";

import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { signInWithPassword } from "./sign-in-with-password.ts";

/** Opens a closed account again and signs in to it. */
export function KeepAccountButton(given: { email: string; password: string; returnTo: string }) {
  const t = useTranslations("signIn");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function keep(): Promise<void> {
    const { email, password, returnTo } = given;
    setBusy(true);
    try {
      await callApi("/api/account/keep", { method: "POST", body: { email, password } });
      const refusal = await signInWithPassword(email, password);
      if (!refusal) return window.location.assign(returnTo);
      setProblem(refusal.message);
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
    setBusy(false);
  }

  return (
    <div className="space-y-2">
      <button
        type="button"
        disabled={isBusy}
        className={buttonClass("secondary", "large", "w-full")}
        onClick={() => void keep()}
      >
        {t("keep")}
      </button>
      <ProblemLine message={problem} />
    </div>
  );
}
