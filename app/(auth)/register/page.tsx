import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { findPageUser } from "#app/_server/page-user.ts";
import { MIN_PASSWORD_LENGTH } from "#lib/accounts/user.ts";
import { RegisterForm } from "../_components/register-form.tsx";
import { safeReturnTo, signInPath } from "../_components/return-to.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("createAccount") };
}

type Search = Promise<{ returnTo?: string | string[] }>;

export default async function RegisterPage({ searchParams }: { searchParams: Search }) {
  const returnTo = safeReturnTo((await searchParams).returnTo);
  if (await findPageUser()) redirect(returnTo);
  const t = await getTranslations("signIn");
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("createYours")}</h1>
      <p className="mt-1.5 mb-8 text-muted">
        {t("hasAccount")}{" "}
        <Link
          href={signInPath(returnTo)}
          className="rounded font-medium text-accent underline underline-offset-4 hover:text-accent-hover"
        >
          {t("signIn")}
        </Link>
      </p>
      <RegisterForm returnTo={returnTo} minPasswordLength={MIN_PASSWORD_LENGTH} />
    </>
  );
}
