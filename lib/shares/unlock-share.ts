import { clientNetwork } from "#lib/accounts/client-network.ts";
import { forgetGuesses, guessThrottles, takeGuess } from "#lib/accounts/guess-throttle.ts";
import { verifyPassword } from "#lib/accounts/password.ts";
import { recordThrottling } from "#lib/accounts/record-throttling.ts";
import type { Client } from "#lib/accounts/session.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { countShareVisit, findSharedBy, noShare } from "./open-share.ts";
import { getShareState, type Share } from "./share.ts";

/**
 * Begins a visit to a share that has a password or a limit of visits. Guesses are slowed down, by network and for all
 * together, and never refused for good. Returns the share, for the cookie
 * that lets the visitor in for a day.
 * @throws AppError `not_found`, also when all visits are used up; `invalid_credentials`; `too_many_requests`;
 * `unavailable` when too many passwords are being checked
 */
export async function unlockShare(
  services: Pick<Services, "database" | "config">,
  token: string,
  password: string | undefined,
  { address }: Client,
): Promise<Share> {
  const { database } = services;
  const found = await findSharedBy(services, token);
  const { share } = found;
  if (getShareState(share) !== "open") throw noShare();
  if (share.passwordHash !== undefined) {
    const shareAndNetwork = `${share.id} ${clientNetwork(address)}`;
    await recordThrottling(services, { kind: "nobody" }, address, async () => {
      await takeGuess(database, guessThrottles.shareByNetwork, shareAndNetwork);
      await takeGuess(database, guessThrottles.share, share.id);
    });
    if (password === undefined || !(await verifyPassword(password, share.passwordHash))) {
      throw new AppError("invalid_credentials", "Incorrect password.");
    }
    await forgetGuesses(database, guessThrottles.shareByNetwork, shareAndNetwork);
  }
  if (!(await countShareVisit(services, found, address))) throw noShare();
  return share;
}
