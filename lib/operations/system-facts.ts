import { type GuessThrottle, guessThrottles } from "#lib/accounts/guess-throttle.ts";
import { type RateLimit, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { WebConfig } from "#lib/config.ts";
import { recipe } from "#lib/images/recipe.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { MAX_OPEN_RESERVATIONS } from "#lib/usage/usage.ts";

/** A setting or limit, in its unit. */
export type Quantity =
  | string
  | { count: number }
  | { bytes: number }
  | { seconds: number }
  | { rate: RateLimit }
  | { throttle: GuessThrottle };

/** The settings of an installation that are no secrets, by what the API calls them. */
export const settingNames = {
  bucket: "Bucket",
  table: "Table",
  queue: "Queue",
  deadLetterQueue: "Dead-letter queue",
  address: "Address",
  configuredAdmins: "Admins by ADMIN_EMAILS",
  proxies: "Proxies trusted",
  auditKept: "Audit log kept",
  trashKept: "Trash kept",
} as const;

/** Its limits, by what the API calls them. */
export const limitNames = {
  largestFile: "Largest file",
  largestBody: "Largest body of POST /api/upload",
  quota: "Quota of a user",
  openUploads: "Open uploads of a user",
  attempts: "Attempts at a message",
  uploadLink: "Upload link valid for",
  downloadLink: "Download link valid for",
  longestSession: "Longest session",
  idleSession: "Session ends when unused for",
  recipe: "Recipe",
  signIns: "Sign-ins from one address",
  resets: "Password resets from one address",
  registrations: "Registrations from one address",
  takenEmails: "Registrations of taken emails",
  guessesByNetwork: "Wrong passwords from one network",
  guessesByAccount: "Wrong passwords for one account",
  guessesByDevice: "Wrong passwords from a known browser",
  guessesOfOwn: "Wrong current passwords",
} as const;

const DAY_SECONDS = 24 * 60 * 60;

export function readSettings(config: WebConfig): Record<keyof typeof settingNames, Quantity> {
  return {
    bucket: config.bucket,
    table: config.table,
    queue: config.queueUrl,
    deadLetterQueue: config.deadLetterQueueUrl,
    address: config.appUrl,
    configuredAdmins: [...config.adminEmails].join(", ") || "–",
    proxies: { count: config.trustedProxyHops },
    auditKept: { seconds: config.auditRetentionDays * DAY_SECONDS },
    trashKept: { seconds: config.trashDays * DAY_SECONDS },
  };
}

export function readLimits(config: WebConfig): Record<keyof typeof limitNames, Quantity> {
  return {
    largestFile: { bytes: config.maxUploadBytes },
    largestBody: { bytes: config.directUploadMaxBytes },
    quota: { bytes: config.userQuotaBytes },
    openUploads: { count: MAX_OPEN_RESERVATIONS },
    attempts: { count: MAX_RECEIVE_COUNT },
    uploadLink: { seconds: config.uploadUrlSeconds },
    downloadLink: { seconds: config.downloadUrlSeconds },
    longestSession: { seconds: config.sessionSeconds },
    idleSession: { seconds: config.sessionIdleSeconds },
    recipe: `${recipe.version}: ${Object.keys(recipe.renditions).join(", ")}`,
    signIns: { rate: rateLimits.signInByAddress },
    resets: { rate: rateLimits.resetByAddress },
    registrations: { rate: rateLimits.registerByAddress },
    takenEmails: { rate: rateLimits.takenByAddress },
    guessesByNetwork: { throttle: guessThrottles.byNetwork },
    guessesByAccount: { throttle: guessThrottles.byAccount },
    guessesByDevice: { throttle: guessThrottles.byDevice },
    guessesOfOwn: { throttle: guessThrottles.ownPassword },
  };
}
