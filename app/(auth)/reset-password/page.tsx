import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { MIN_PASSWORD_LENGTH } from "#lib/accounts/user.ts";
import { ResetPassword } from "../_components/reset-password-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("resetTitle"), referrer: "no-referrer" };
}

export default function ResetPasswordPage() {
  return <ResetPassword minPasswordLength={MIN_PASSWORD_LENGTH} />;
}
