import type { Metadata } from "next";
import { MIN_PASSWORD_LENGTH } from "#lib/accounts/user.ts";
import { ResetPasswordForm } from "../_components/reset-password-form.tsx";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

export default function ResetPasswordPage() {
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Choose a new password</h1>
      <p className="mt-1.5 mb-8 text-muted">This signs you out on every device and revokes all API tokens.</p>
      <ResetPasswordForm minPasswordLength={MIN_PASSWORD_LENGTH} />
    </>
  );
}
