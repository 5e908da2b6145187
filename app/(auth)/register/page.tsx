import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { findPageUser } from "#app/_server/page-user.ts";
import { MIN_PASSWORD_LENGTH } from "#lib/accounts/user.ts";
import { RegisterForm } from "../_components/register-form.tsx";
import { safeReturnTo, signInPath } from "../_components/return-to.ts";

export const metadata: Metadata = { title: "Create account" };

type Search = Promise<{ returnTo?: string | string[] }>;

export default async function RegisterPage({ searchParams }: { searchParams: Search }) {
  const returnTo = safeReturnTo((await searchParams).returnTo);
  if (await findPageUser()) redirect(returnTo);
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Create your account</h1>
      <p className="mt-1.5 mb-8 text-muted">
        Have one already?{" "}
        <Link
          href={signInPath(returnTo)}
          className="rounded font-medium text-accent underline underline-offset-4 hover:text-accent-hover"
        >
          Sign in
        </Link>
      </p>
      <RegisterForm returnTo={returnTo} minPasswordLength={MIN_PASSWORD_LENGTH} />
    </>
  );
}
