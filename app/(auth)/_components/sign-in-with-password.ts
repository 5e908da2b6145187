"use client";

import { signIn } from "next-auth/react";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { toSentence } from "./sign-in-refusal.ts";

export interface SignInRefusal {
  /** A sentence that says what to do. */
  message: string;
  /** Whether the account is there, and can be kept. */
  isClosed?: boolean;
}

/** Signs in. Returns undefined on success. */
export async function signInWithPassword(email: string, password: string): Promise<SignInRefusal | undefined> {
  const t = browserTranslations("signIn");
  try {
    // By default next-auth redirects to this page's address, and reads an error in it as its own answer.
    const result = await signIn("credentials", { email, password, redirect: false, callbackUrl: "/" });
    if (result?.ok && !result.error) return undefined;
    const code = result?.error ?? "";
    return { message: toSentence(code, t), isClosed: code.startsWith("account_closed") };
  } catch {
    return { message: t("unreachable") };
  }
}
