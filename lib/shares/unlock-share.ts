import { clientNetwork } from "#lib/accounts/client-network.ts";
import {
  forgetGuesses,
  guessThrottles,
  returnGuess,
  type TakenGuess,
  takeGuess,
} from "#lib/accounts/guess-throttle.ts";
import { verifyPassword } from "#lib/accounts/password.ts";
import { recordThrottling } from "#lib/accounts/record-throttling.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { countShareVisit, findSharedBy, noShare, refuse, type Visitor } from "./open-share.ts";
import { getShareState, type Share } from "./share.ts";
import { wasUnlockedBy } from "./visit-cookie.ts";

/**
 * Begins a visit to a share that has a password or a limit of visits. Wrong guesses are slowed down, by network and
 * for all together, and never refused for good; a browser that was let in before does not wait for what others guess.
 * Returns the share, for the cookie that lets the visitor in for a day.
 * @throws AppError `not_found`, also when all visits are used up; `invalid_credentials`; `too_many_requests`;
 * `unavailable` when too many passwords are being checked
 */
export async function unlockShare(
  services: Pick<Services, "database" | "config">,
  token: string,
  password: string | undefined,
  { address, cookie }: Pick<Visitor, "address" | "cookie">,
): Promise<Share> {
  const { database, config } = services;
  const found = await findSharedBy(services, token);
  const { share } = found;
  if (getShareState(share) !== "open") return refuse(database, share);
  if (share.passwordHash !== undefined) {
    const shareAndNetwork = `${share.id} ${clientNetwork(address)}`;
    let ofAll: TakenGuess | undefined;
    await recordThrottling(services, { kind: "nobody" }, address, async () => {
      await takeGuess(database, guessThrottles.shareByNetwork, shareAndNetwork);
      if (!wasUnlockedBy(config, share, cookie)) ofAll = await takeGuess(database, guessThrottles.share, share.id);
    });
    if (password === undefined || !(await verifyPassword(password, share.passwordHash))) {
      throw new AppError("invalid_credentials", "Incorrect password.");
    }
    await forgetGuesses(database, guessThrottles.shareByNetwork, shareAndNetwork);
    if (ofAll) await returnGuess(database, ofAll);
  }
  if (!(await countShareVisit(services, found, address))) throw noShare();
  return share;
}
