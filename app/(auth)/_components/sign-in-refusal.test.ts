import { expect, test } from "vitest";
import { createTranslator } from "#app/_messages/create-translator.ts";
import { signIn as german } from "#app/_messages/de/sign-in.ts";
import { signIn } from "#app/_messages/en/sign-in.ts";
import { toSentence } from "./sign-in-refusal.ts";

test.each([
  ["CredentialsSignin", "Incorrect email or password."],
  ["too_many_requests.1", "Too many attempts. Try again in a second."],
  ["too_many_requests.16", "Too many attempts. Try again in 16 seconds."],
  ["too_many_requests.300", "Too many attempts. Try again in 5 minutes."],
  ["unavailable.2", "Skylight is busy. Try again in 2 seconds."],
  ["too_many_requests", "Too many attempts. Try again in a few minutes."],
  [
    "account_closed.1796299200",
    "This account is closed and will be deleted on December 3, 2026. Until then you can sign in and keep it.",
  ],
  ["account_closed", "This account is closed. Sign in to keep it."],
  ["account_closed.1e20", "This account is closed. Sign in to keep it."],
  ["internal", "Couldn't sign you in. Please try again."],
  ["", "Couldn't sign you in. Please try again."],
])("%j becomes a sentence", (error, sentence) => {
  expect(toSentence(error, createTranslator<typeof signIn>("en", signIn))).toBe(sentence);
});

test("in German as well", () => {
  const t = createTranslator<typeof signIn>("de", german as typeof signIn);
  expect(toSentence("too_many_requests.61", t)).toBe("Zu viele Versuche. Versuche es in 2 Minuten noch einmal.");
  expect(toSentence("account_closed.1796299200", t)).toContain("am 3. Dezember 2026 gelöscht");
});
