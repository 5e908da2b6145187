import { beforeAll, expect, test } from "vitest";
import { guessThrottles, takeGuess } from "#lib/accounts/guess-throttle.ts";
import { hashWho, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { User } from "#lib/accounts/user.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { keys } from "#lib/database/keys.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { changeShare, getShare, revokeShare } from "#lib/shares/manage-shares.ts";
import { openShare, recordVisit, type Visitor, visitShare } from "#lib/shares/open-share.ts";
import { findShare } from "#lib/shares/share-repository.ts";
import { unlockShare } from "#lib/shares/unlock-share.ts";
import { getSharedDownload, listSharedImages } from "#lib/shares/view-shared-images.ts";
import { toVisitCookies } from "#lib/shares/visit-cookie.ts";
import { countedDatabase } from "#tests/support/counted-database.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { by, createShareSteps, NOT_FOUND, storedUser, stranger } from "#tests/support/share-steps.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* Who gets in by a share link: states, passwords, and visits that are counted. */

const world = provideServices();
const { look, readyImages, share, unlock } = createShareSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

const DAY_MS = 24 * 60 * 60 * 1000;

test("a link that is wrong, revoked, expired or whose owner is disabled gets one and the same answer", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const make = () => share(user, { ids: [image?.id ?? ""] });
  const [revoked, expired, disabled] = [await make(), await make(), await make()];
  await revokeShare(services, user, by(user), revoked.share.id);
  await setAttributes(services.database, keys.share(user.id, expired.share.id), {
    expiresAt: new Date(Date.now() - 1).toISOString(),
  });
  expect(await look(disabled.token)).toHaveLength(1);
  await setAttributes(services.database, keys.user(user.id), { disabledAt: new Date().toISOString() });
  const answers = await Promise.all(
    [revoked.token, expired.token, disabled.token, "wrong", "A".repeat(24)].map((token) =>
      openShare(services, token, stranger).catch((error) => ({ code: error.code, message: error.message })),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject(NOT_FOUND);

  const other = await storedUser(world);
  const [shown] = await readyImages(other, 1);
  const { album } = await createAlbum(services, other, { name: "Norway" });
  const usedUp = [
    await share(other, { ids: [shown?.id ?? ""], maxVisits: 1 }),
    await share(other, { album: album.id, maxVisits: 1 }),
  ];
  for (const { token } of usedUp) await unlock(token);
  // What takes as many calls of the table takes as long.
  const dead = [revoked.token, expired.token, disabled.token, "wrong", ...usedUp.map(({ token }) => token)];
  const counts = await Promise.all(
    dead.map(async (token) => {
      const { database, calls } = countedDatabase(services.database);
      await expect(openShare({ ...services, database }, token, stranger)).rejects.toMatchObject(NOT_FOUND);
      return calls.map((call) => call.split(" ")[0]).join();
    }),
  );
  expect(new Set(counts).size).toBe(1);
  expect(await getShare(services, user, expired.share.id)).toMatchObject({ state: "expired" });
  await changeShare(services, user, by(user), expired.share.id, { expiresAt: null });
  expect(await getShare(services, user, expired.share.id)).toMatchObject({ state: "open", expiresAt: undefined });
});

test("a password opens a link, a wrong one does not, and a new one shuts out who was in", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const made = await share(user, { ids: [image?.id ?? ""], password: "fjord and sea" });
  const { token } = made;
  expect(JSON.stringify(made)).not.toContain("fjord");
  await expect(look(token)).rejects.toMatchObject({ code: "share_locked", details: { needsPassword: true } });
  await expect(unlock(token, "wrong password")).rejects.toMatchObject({ code: "invalid_credentials" });
  await expect(unlock(token)).rejects.toMatchObject({ code: "invalid_credentials" });
  const visitor = await unlock(token, "fjord and sea");
  expect(await look(token, visitor)).toEqual([image?.id]);
  const forged = { ...stranger, cookie: () => `${visitor.cookie(`skylight.share.${made.share.id}`)}x` };
  await expect(look(token, forged)).rejects.toMatchObject({ code: "share_locked" });

  await changeShare(services, user, by(user), made.share.id, { password: "another one" });
  await expect(look(token, visitor)).rejects.toMatchObject({ code: "share_locked" });
  await changeShare(services, user, by(user), made.share.id, { password: null });
  expect(await look(token)).toEqual([image?.id]);
});

test("guesses at a link's password have to wait longer and longer, and are never shut out for good", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const { token } = await share(user, { ids: [image?.id ?? ""], password: "fjord and sea" });
  const codes: string[] = [];
  for (let guess = 0; guess < 14; guess++) {
    codes.push(await unlock(token, `guess ${guess}`).catch((error) => error.code));
  }
  expect(codes.slice(0, 10)).toEqual(Array(10).fill("invalid_credentials"));
  expect(codes.at(-1)).toBe("too_many_requests");
  const elsewhere = { ...stranger, address: "198.51.100.7" };
  await expect(unlockShare(services, token, "fjord and sea", elsewhere)).resolves.toMatchObject({ visits: 0 });
});

test("right passwords are no guesses, and a browser that was let in before does not wait for what others guess", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const password = "fjord and sea";
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""], password });
  const takeGuesses = async (count: number) => {
    for (let guess = 0; guess < count; guess++) await takeGuess(services.database, guessThrottles.share, made.id);
  };
  const enter = (number: number, given: Visitor = stranger) =>
    unlockShare(services, token, password, { ...given, address: `198.51.100.${number}` });
  await takeGuesses(99);
  for (let guest = 1; guest <= 4; guest++) await enter(guest);
  const known = await unlock(token, password);
  await takeGuesses(2);
  await expect(enter(5)).rejects.toMatchObject({ code: "too_many_requests" });
  await expect(enter(6, known)).resolves.toMatchObject({ id: made.id });
  const stored = await findShare(services.database, { ownerId: user.id, id: made.id });
  if (!stored) throw new Error("Expected the share to be stored");
  const [later] = toVisitCookies(services.config, stored, token, Date.now() - 2 * DAY_MS);
  const old = later?.split(";", 1)[0]?.split("=")[1];
  await expect(enter(7, { ...stranger, cookie: () => old })).resolves.toMatchObject({ id: made.id });
  await expect(look(token, { ...stranger, cookie: () => old })).rejects.toMatchObject({ code: "share_locked" });
});

test("a limit of visits holds however many come at once, and who is in stays for the visit", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""], maxVisits: 2 });
  await expect(look(token)).rejects.toMatchObject({ code: "share_locked", details: { needsPassword: false } });
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => unlock(token)));
  const visitors = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
  expect(visitors).toHaveLength(2);
  expect(new Set(refusals)).toEqual(new Set(["not_found"]));
  for (const visitor of visitors) expect(await look(token, visitor)).toEqual([image?.id]);
  await expect(look(token)).rejects.toMatchObject(NOT_FOUND);
  expect(await getShare(services, user, made.id)).toMatchObject({ visits: 2, state: "used_up" });
  await changeShare(services, user, by(user), made.id, { maxVisits: 3 });
  await expect(look(token)).rejects.toMatchObject({ code: "share_locked" });
});

test("visits to an open link count once a day for a browser, and a change meanwhile loses none", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""] });
  const visit = async (visitor: Visitor) => recordVisit(services, await openShare(services, token, visitor), visitor);
  await visit(stranger);
  await visit(stranger);
  await Promise.all([
    visit({ ...stranger, userAgent: "another browser" }),
    visit({ ...stranger, address: "198.51.100.8" }),
    changeShare(services, user, by(user), made.id, { title: "Sea" }),
    changeShare(services, user, by(user), made.id, { canDownload: false }),
  ]);
  const now = await getShare(services, user, made.id);
  expect(now).toMatchObject({ visits: 3, title: "Sea", canDownload: false, lastVisitAt: expect.any(String) });
  const { events } = await listAudit(services, { userId: user.id, limit: 50 });
  const actions = events.map(({ action }) => action);
  expect(actions.filter((action) => action === "share_visited")).toHaveLength(2);
  expect(actions).toEqual(expect.arrayContaining(["share_created", "share_changed"]));
});

test("whatever a visitor asks for first is a visit, and the owner's own look is none", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""] });
  const { viewer } = await visitShare(services, token, stranger);
  await getSharedDownload(services, viewer, image?.id ?? "");
  const visited = await getShare(services, user, made.id);
  expect(visited).toMatchObject({ visits: 1, lastVisitAt: expect.any(String) });
  const { events } = await listAudit(services, { userId: user.id, limit: 50 });
  expect(events.map(({ action }) => action)).toContain("share_visited");

  const locked = await share(user, { ids: [image?.id ?? ""], password: "fjord and sea", maxVisits: 1 });
  const { ownerToken } = locked.share;
  const other = await storedUser(world);
  const asUser = (who: User): Visitor => ({ ...stranger, userAgent: "owner", user: async () => who });
  const own = await visitShare(services, ownerToken, asUser(user));
  expect((await listSharedImages(services, own.viewer, { limit: 9 })).images.map(({ id }) => id)).toEqual([image?.id]);
  expect(await getShare(services, user, locked.share.id)).toMatchObject({ visits: 0 });
  for (const visitor of [stranger, asUser(other)])
    await expect(openShare(services, ownerToken, visitor)).rejects.toMatchObject(NOT_FOUND);
});

test("visits of one network are counted up to a number in an hour, and let in all the same", async () => {
  const user = await storedUser(world);
  const [image] = await readyImages(user, 1);
  const { token, share: made } = await share(user, { ids: [image?.id ?? ""] });
  const { what, attempts, seconds } = rateLimits.shareVisits;
  const address = "203.0.113.5";
  const windowStart = Math.floor(Date.now() / 1000 / seconds) * seconds;
  await setAttributes(services.database, keys.rateLimit(what, hashWho(address), windowStart), {
    attempts: attempts - 1,
  });
  for (const userAgent of ["one", "two", "three"]) {
    const visitor = { ...stranger, address, userAgent };
    await recordVisit(services, await openShare(services, token, visitor), visitor);
  }
  expect(await getShare(services, user, made.id)).toMatchObject({ visits: 1 });
});
