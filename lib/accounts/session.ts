import { z } from "zod";
import { idField, timestampField } from "#lib/field-schemas.ts";
import type { User } from "./user.ts";

export const sessionKinds = ["browser", "api-token"] as const;

/** A sign-in or an API token as stored. Times are ISO 8601 in UTC. */
export const sessionSchema = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.enum(sessionKinds),
  /** The user's version when it began; with another one it has ended. */
  sessionVersion: z.number().int().nonnegative(),
  /** For people, such as "Firefox on Windows". */
  device: z.string(),
  /** Where it was used last, if that is known. */
  address: z.string().optional(),
  createdAt: z.string(),
  /** To within a few minutes. */
  lastUsedAt: z.string(),
  expiresAt: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Who asks for a session, as the request tells. */
export interface Client {
  /** UNKNOWN_ADDRESS where nothing tells. */
  address: string;
  userAgent: string | null;
}

/** How long sessions live, seconds. */
export interface SessionLimits {
  sessionIdleSeconds: number;
}

/** A user has no more than this many; the least recently used one makes room. */
export const MAX_SESSIONS = 100;

/**
 * Whether a session still counts: its user is not disabled and has not ended their sessions since, it is not past its
 * end, and a browser's was not idle for too long. An API token was promised to last until its end.
 */
export function isSessionAlive(
  session: Session,
  user: Pick<User, "disabledAt" | "sessionVersion">,
  { sessionIdleSeconds }: SessionLimits,
  nowMs: number = Date.now(),
): boolean {
  if (user.disabledAt !== undefined || session.sessionVersion !== user.sessionVersion) return false;
  if (nowMs >= Date.parse(session.expiresAt)) return false;
  return session.kind === "api-token" || nowMs < Date.parse(session.lastUsedAt) + sessionIdleSeconds * 1000;
}

const MAX_TOUCH_SECONDS = 5 * 60;
/** A session is written this many times while it could just have become idle. */
const TOUCHES_WITHIN_IDLE = 10;

/** Whether a use is worth writing down: not at every request, and often enough for the idle limit. */
export function isTouchDue(
  session: Pick<Session, "lastUsedAt">,
  { sessionIdleSeconds }: SessionLimits,
  nowMs: number = Date.now(),
): boolean {
  const seconds = Math.min(MAX_TOUCH_SECONDS, sessionIdleSeconds / TOUCHES_WITHIN_IDLE);
  return nowMs >= Date.parse(session.lastUsedAt) + seconds * 1000;
}

/**
 * The sessions to give up so that `newest` has room: those that have ended, and beyond MAX_SESSIONS the least recently
 * used. Those of the newest one's kind go first, so that a script that signs in again and again signs no browser out.
 */
export function sessionsToDrop(
  sessions: readonly Session[],
  newest: Session,
  isAlive: (session: Session) => boolean,
): Session[] {
  const others = sessions.filter(({ id }) => id !== newest.id);
  const ended = others.filter((session) => !isAlive(session));
  const alive = others
    .filter(isAlive)
    .sort(
      (a, b) =>
        Number(b.kind === newest.kind) - Number(a.kind === newest.kind) || a.lastUsedAt.localeCompare(b.lastUsedAt),
    );
  return [...ended, ...alive.slice(0, Math.max(0, alive.length + 1 - MAX_SESSIONS))];
}

/** A session as its user sees it. */
export const sessionViewSchema = z
  .object({
    id: idField,
    kind: z.enum(sessionKinds),
    device: z.string().describe("What the client said it is, such as `Firefox on Windows`"),
    address: z.string().optional().describe("Network address it was last used from, where that is known"),
    createdAt: timestampField,
    lastUsedAt: timestampField.describe("To within five minutes"),
    expiresAt: timestampField.describe("When it ends at the latest"),
    isCurrent: z.boolean().describe("Whether this very request was made with it"),
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof sessionViewSchema>;
