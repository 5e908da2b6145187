import { type GuessThrottle, guessThrottles } from "#lib/accounts/guess-throttle.ts";
import { type RateLimit, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { WebConfig } from "#lib/config.ts";
import { recipe } from "#lib/images/recipe.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { MAX_OPEN_RESERVATIONS } from "#lib/usage/usage.ts";
import type { limitNames, settingNames } from "./fact-names.ts";

/** A setting or limit, in its unit. */
export type Quantity =
  | string
  | { count: number }
  | { bytes: number }
  | { seconds: number }
  | { rate: RateLimit }
  | { throttle: GuessThrottle };

const DAY_SECONDS = 24 * 60 * 60;

/** The settings of this installation that are no secrets, by their names in `settingNames`. */
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

/** What this installation limits, by the names in `limitNames`. */
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
