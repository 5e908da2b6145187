import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { findSessionUser, sessionClaims } from "#lib/accounts/session-token.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";
import { isAppError } from "#lib/errors.ts";
import { clientAddress } from "./client-address.ts";
import { webServices } from "./web-services.ts";

/** next-auth's settings: e-mail and password, sessions as encrypted JWT cookies. */
export function authOptions(): NextAuthOptions {
  const services = webServices();
  const { config, database } = services;
  return {
    secret: config.secret,
    session: { strategy: "jwt", maxAge: config.sessionSeconds },
    // session.maxAge alone leaves the token itself valid for next-auth's default of 30 days.
    jwt: { maxAge: config.sessionSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "E-mail and password",
        credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
        async authorize(credentials, request) {
          try {
            return await verifyCredentials(services, {
              email: credentials?.email ?? "",
              password: credentials?.password ?? "",
              address: clientAddress(new Headers(request.headers as Record<string, string>), config),
            });
          } catch (error) {
            if (isAppError(error, "invalid_credentials")) return null;
            // The message ends up in an address, so it is the bare code.
            throw new Error(isAppError(error) ? error.code : "internal");
          }
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        const claims = user ? { sub: user.id, ...("sessionVersion" in user ? user : {}) } : token;
        const current = await findSessionUser(database, claims);
        if (!current) throw new Error("This session has ended.");
        return { ...sessionClaims(current) };
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) =>
        url.startsWith("/") && !url.startsWith("//")
          ? `${baseUrl}${url}`
          : url.startsWith(`${baseUrl}/`)
            ? url
            : baseUrl,
    },
    logger: {
      error: (code) => console.error(JSON.stringify({ level: "error", message: "next-auth", code })),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}
