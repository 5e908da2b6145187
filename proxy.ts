import { type NextRequest, NextResponse } from "next/server";
import { toChosenLanguage } from "#app/_server/choose-language.ts";
import { contentSecurityPolicy, pictureOrigin } from "#app/_server/content-security-policy.ts";
import { isDeadShareLink } from "#app/_server/shared-path.ts";

/** A path without a page, of which Next's answer is the page of what is missing, with 404. */
const NOWHERE = "/s/no/such/link";

/** Gives every page its own nonce and the policy that goes with it. Nothing is authorised here. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const chosen = toChosenLanguage(request);
  if (chosen) return chosen;
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = await contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", request.nextUrl.pathname);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  const response = (await isDeadShareLink(request))
    ? NextResponse.rewrite(new URL(NOWHERE, request.url), { request: { headers } })
    : NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  // The connection is there when the page's first picture is named. What comes into a page that is open has it already.
  if (!request.headers.has("rsc")) response.headers.set("link", `<${await pictureOrigin()}>; rel=preconnect`);
  return response;
}

/** All but the API and the very files of public/: what is missing beside them is answered with a page. */
export const config = {
  matcher: [
    "/((?!api/|_next/static/|(?:icon[-\\w]*\\.(?:svg|png)|apple-touch-icon\\.png|favicon\\.ico|robots\\.txt|share-target-worker\\.js)$).*)",
  ],
};
