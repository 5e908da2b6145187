import { ulid } from "ulid";
import { expect } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { keys } from "#lib/database/keys.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { beginSharedUpload } from "#lib/shares/add-to-share.ts";
import { toGuestCookies } from "#lib/shares/guest-cookie.ts";
import { createShare } from "#lib/shares/manage-shares.ts";
import { openShare, type Visitor } from "#lib/shares/open-share.ts";
import type { NewShare } from "#lib/shares/share-requests.ts";
import { unlockShare } from "#lib/shares/unlock-share.ts";
import { listSharedImages } from "#lib/shares/view-shared-images.ts";
import { toVisitCookies } from "#lib/shares/visit-cookie.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { setAttributes } from "./damage.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "./upload-steps.ts";

/* What owners, visitors and guests of share links do, for tests that are about something else. */

export const NOT_FOUND = { code: "not_found" };
export const stranger: Visitor = { address: "192.0.2.1", userAgent: "tests", cookie: () => undefined };
/** Times of the photos of readyImages, as their clocks showed them. */
export const wall = (day: number) => `2024-05-0${day}T10:00:00`;
export const hoursLater = () => new Date(Date.now() + 3 * 60 * 60 * 1000);
export const by = (user: User) => ({ actor: userActor(user) });

type World = { services: LibraryServices };

export async function storedUser({ services }: World): Promise<User> {
  const email = `${ulid().toLowerCase()}@example.org`;
  await registerUser(services, { email, password: "correct horse", address: email });
  const user = await findUserByEmail(services.database, email);
  if (!user) throw new Error("Expected the user to be stored");
  return user;
}

/** Steps on the services of a world that is there by the time the first of them is taken. */
export function createShareSteps(world: World) {
  return {
    /** Photos of one day each, oldest first. */
    async readyImages(user: User, count: number) {
      const images = [];
      for (let day = 1; day <= count; day++) {
        const { image } = await beginNewUpload(world.services, user, someFile());
        const medium = { width: 40, height: 30, bytes: 100 };
        images.push(await makeReady(world.services, image, wall(day), { medium, large: medium, full: medium }));
      }
      return images;
    },

    share: (user: User, given: NewShare) => createShare(world.services, user, by(user), given),

    /** The ids that a link shows, in order. */
    async look(token: string, visitor = stranger): Promise<string[]> {
      const { viewer } = await openShare(world.services, token, visitor);
      return (await listSharedImages(world.services, viewer, { limit: 50 })).images.map(({ id }) => id);
    },

    /** The visitor with the cookie that unlocking gives. */
    async unlock(token: string, password?: string): Promise<Visitor> {
      const visit = await unlockShare(world.services, token, password, stranger);
      return withCookie(toVisitCookies(world.services.config, visit, token));
    },
  };
}

/** Steps of those who add photos through a link. */
export function createGuestSteps(world: World) {
  /** The visitor that the answer's cookie makes of a guest. */
  const known = (begun: Awaited<ReturnType<typeof beginSharedUpload>>, token: string): Visitor =>
    withCookie(toGuestCookies(world.services.config, begun.share, token, begun.guestId));
  const usageOf = (user: User) => getUsage(world.services.database, user.id);

  return {
    known,
    usageOf,

    /** A user with an album, and a link to it that lets guests add. */
    async haveAlbumLink(given: Partial<NewShare> = {}) {
      const { services } = world;
      const user = await storedUser(world);
      const { album } = await createAlbum(services, user, { name: "Wedding" });
      const made = await createShare(services, user, by(user), { album: album.id, canAdd: true, ...given });
      return { user, album, token: made.token, shareId: made.share.id };
    },

    /** Adds a photo by a link, to the end. */
    async add(token: string, { name = "Anna", visitor = stranger, file = someFile() } = {}) {
      const begun = await beginSharedUpload(world.services, token, visitor, { ...file.announcement, name });
      if (!begun.upload) throw new Error("Expected a new upload");
      expect((await sendBytes(begun.upload, file.body)).status).toBe(200);
      return { ...begun, image: await makeReady(world.services, begun.image), visitor: known(begun, token) };
    },

    announce: (token: string, visitor = stranger) =>
      beginSharedUpload(world.services, token, visitor, someFile(10).announcement),

    /** Makes it so that so many uploads are open besides those of a user that are, each of one byte. */
    async holdUploads(
      user: User,
      {
        count,
        announcedMs,
        of = {},
      }: { count: number; announcedMs: number; of?: { shareId?: string; guestId?: string } },
    ): Promise<void> {
      const before = await usageOf(user);
      const reservations = { ...before.reservations };
      for (let held = 0; held < count; held++) {
        reservations[ulid(announcedMs)] = { bytes: 1, shareId: ulid(), guestId: ulid(), ...of };
      }
      await setAttributes(world.services.database, keys.usage(user.id), {
        reservations,
        committedBytes: before.committedBytes + count,
      });
    },
  };
}

function withCookie([line = ""]: string[]): Visitor {
  const [name, value] = line.split(";", 1)[0]?.split("=") ?? [];
  return { ...stranger, cookie: (asked) => (asked === name ? value : undefined) };
}
