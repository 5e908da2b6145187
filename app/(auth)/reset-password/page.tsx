import type { Metadata } from "next";
import { MIN_PASSWORD_LENGTH } from "#lib/accounts/user.ts";
import { ResetPassword } from "../_components/reset-password-form.tsx";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

export default function ResetPasswordPage() {
  return <ResetPassword minPasswordLength={MIN_PASSWORD_LENGTH} />;
}
