import { type NextRequest, NextResponse } from "next/server";
import { isLanguage, LANGUAGE_COOKIE, LANGUAGE_PARAMETER } from "#app/_messages/languages.ts";

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/**
 * Where a page's address chooses a language: the answer that keeps it in a cookie and leads to the same page without
 * that parameter. It works without scripts, and changes nothing but what one browser reads.
 */
export function toChosenLanguage({ nextUrl }: Pick<NextRequest, "nextUrl">): NextResponse | undefined {
  const language = nextUrl.searchParams.get(LANGUAGE_PARAMETER);
  if (!isLanguage(language)) return undefined;
  const page = new URL(nextUrl);
  page.searchParams.delete(LANGUAGE_PARAMETER);
  const response = NextResponse.redirect(page, 303);
  response.cookies.set(LANGUAGE_COOKIE, language, {
    path: "/",
    maxAge: ONE_YEAR_SECONDS,
    sameSite: "lax",
    httpOnly: true,
    secure: nextUrl.protocol === "https:",
  });
  return response;
}
