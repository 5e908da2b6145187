"use client";

import { signIn } from "next-auth/react";

const sentences: Record<string, string> = {
  CredentialsSignin: "Incorrect email or password.",
  too_many_requests: "Too many attempts. Please wait a few minutes and try again.",
};

/** Signs in. Returns undefined on success, else a sentence that says what to do. */
export async function signInWithPassword(email: string, password: string): Promise<string | undefined> {
  try {
    const result = await signIn("credentials", { email, password, redirect: false });
    if (result?.ok && !result.error) return undefined;
    return sentences[result?.error ?? ""] ?? "Signing in failed on our side. Please try again.";
  } catch {
    return "Skylight cannot be reached. Check your connection and try again.";
  }
}
