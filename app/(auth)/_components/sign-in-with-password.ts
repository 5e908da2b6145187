"use client";

import { signIn } from "next-auth/react";
import { toSentence } from "./sign-in-refusal.ts";

/** Signs in. Returns undefined on success, else a sentence that says what to do. */
export async function signInWithPassword(email: string, password: string): Promise<string | undefined> {
  try {
    const result = await signIn("credentials", { email, password, redirect: false });
    if (result?.ok && !result.error) return undefined;
    return toSentence(result?.error ?? "");
  } catch {
    return "Skylight cannot be reached. Check your connection and try again.";
  }
}
