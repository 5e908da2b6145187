import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { findPageUser } from "#app/_server/page-user.ts";
import { safeReturnTo } from "../_components/return-to.ts";
import { SignInForm } from "../_components/sign-in-form.tsx";
import { toSentence } from "../_components/sign-in-refusal.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

type Search = Promise<{ returnTo?: string | string[]; error?: string | string[] }>;

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { returnTo: given, error } = await searchParams;
  const returnTo = safeReturnTo(given);
  if (await findPageUser()) redirect(returnTo);
  const t = await getTranslations("signIn");
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t("welcome")}</h1>
      <p className="mt-1.5 mb-8 text-muted">
        {t("isNew")}{" "}
        <Link
          href={returnTo === "/" ? "/register" : `/register?returnTo=${encodeURIComponent(returnTo)}`}
          className="rounded font-medium text-accent underline underline-offset-4 hover:text-accent-hover"
        >
          {t("createAccount")}
        </Link>
      </p>
      <SignInForm returnTo={returnTo} notice={typeof error === "string" ? toSentence(error, t) : undefined} />
    </>
  );
}
