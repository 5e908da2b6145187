import "server-only";
import { cookies } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { requestClient } from "#app/_server/request-client.ts";
import { cookieOptions, knownDeviceCookieName, sessionCookieName } from "#lib/accounts/cookies.ts";
import { createKnownDevice, KNOWN_DEVICE_SECONDS } from "#lib/accounts/known-device.ts";
import { findSession, sessionClaims } from "#lib/accounts/session-token.ts";
import { loginOperation } from "#lib/accounts/user-api.ts";
import { endSession, startSession } from "#lib/accounts/user-sessions.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { type AppError, isAppError } from "#lib/errors.ts";
import { logFault } from "#lib/log-fault.ts";
import { webServices } from "./web-services.ts";

/**
 * next-auth's settings for one request: e-mail and password, a session in the table, and its id in an encrypted JWT
 * cookie. `onRefused` is told why a sign-in was refused, which next-auth itself answers with no more than a word.
 */
export function authOptions(onRefused: (refusal: AppError) => void): NextAuthOptions {
  const services = webServices();
  const { config } = services;
  return {
    secret: config.secret,
    session: { strategy: "jwt", maxAge: config.sessionSeconds },
    // session.maxAge alone leaves the token itself valid for next-auth's default of 30 days.
    jwt: { maxAge: config.sessionSeconds },
    cookies: { sessionToken: { name: sessionCookieName(config), options: cookieOptions(config) } },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "E-mail and password",
        credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
        async authorize(credentials, request) {
          const input = loginOperation.body.safeParse(credentials).data;
          if (!input) return null;
          const client = requestClient(new Headers(request.headers as Record<string, string>), config);
          const jar = await cookies();
          const knownDevice = jar.get(knownDeviceCookieName(config))?.value;
          try {
            const user = await verifyCredentials(services, {
              ...input,
              address: client.address,
              knownDevice,
            });
            jar.set(knownDeviceCookieName(config), await createKnownDevice(config, user), {
              ...cookieOptions(config),
              maxAge: KNOWN_DEVICE_SECONDS,
            });
            const session = await startSession(services, user, "browser", client);
            return { id: user.id, sessionId: session.id };
          } catch (error) {
            if (isAppError(error)) onRefused(error);
            if (isAppError(error, "invalid_credentials")) return null;
            // The message ends up in an address, so it is the bare code, and how many seconds to wait or be able to.
            throw new Error(isAppError(error) ? [error.code, secondsIn(error)].flat().join(".") : "internal");
          }
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        const claims = user && "sessionId" in user ? { sub: user.id, sid: user.sessionId } : token;
        const current = await findSession(services, claims);
        if (!current) throw new Error("This session has ended.");
        return { ...sessionClaims(current.session) };
      },
      session: ({ session, token }) => ({ expires: session.expires, userId: token.sub }),
      redirect: ({ url, baseUrl }) =>
        url.startsWith("/") && !url.startsWith("//")
          ? `${baseUrl}${url}`
          : url.startsWith(`${baseUrl}/`)
            ? url
            : baseUrl,
    },
    events: {
      async signOut({ token }) {
        // A copied cookie must not outlive its session; one that has ended already needs nothing.
        const current = await findSession(services, token);
        if (!current) return;
        await endSession(services, { actor: userActor(current.user) }, current.user, current.session.id);
      },
    },
    logger: {
      error: (code) => logFault("next-auth failed", {}, code),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

function secondsIn({ details }: AppError): unknown {
  if (typeof details.deletesAt === "string") return Math.floor(Date.parse(details.deletesAt) / 1000);
  return details.retryAfterSeconds ?? [];
}
