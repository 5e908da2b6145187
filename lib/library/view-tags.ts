import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Collection } from "#lib/images/collection.ts";
import { getOrCreateTag, renameTag as rename } from "#lib/tags/change-tag.ts";
import type { TagView } from "#lib/tags/tag-api.ts";
import type { OwnChange } from "./change.ts";
import { refuseTooMany } from "./collection-limit.ts";
import type { LibraryServices } from "./library-services.ts";

type TagServices = Pick<LibraryServices, "library" | "database">;

/** A tag as it is now, and the change that made it so, for one's next lists. */
interface ChangedTag {
  tag: TagView;
  change: OwnChange;
}

/** All tags of a user, by name. `own` are changes of theirs that the feed may not show yet. */
export async function listTags({ library }: TagServices, user: User, own: OwnChange[]): Promise<TagView[]> {
  const { value } = await library.read(user.id, "collections", { kind: "tag" }, own);
  return value.map(({ id, n, count }) => ({ id, name: n, count }));
}

/**
 * The tag of that name, made when there is none. @throws AppError `invalid_state` when there are too many;
 * `unavailable`
 */
export async function createTag(
  services: TagServices,
  user: User,
  name: string,
): Promise<ChangedTag & { isNew: boolean }> {
  const { tag, isNew } = await getOrCreateTag(services, user, name, () => refuseTooMany(services, user, "tag"));
  return { ...(await view(services, user, tag)), isNew };
}

/** @throws AppError `not_found`; `invalid_state` when another tag has that name; `unavailable` */
export async function renameTag(services: TagServices, user: User, id: string, name: string): Promise<ChangedTag> {
  return view(services, user, await rename(services, user, id, name));
}

/** A tag as it is now. @throws AppError `not_found` */
export async function getTag({ library }: TagServices, user: User, id: string, own: OwnChange[]): Promise<TagView> {
  const { value } = await library.read(user.id, "collections", { kind: "tag", id }, own);
  if (!value[0]) throw new AppError("not_found", "There is no such tag.");
  return { id, name: value[0].n, count: value[0].count };
}

async function view({ library }: TagServices, user: User, { id, name, revision }: Collection): Promise<ChangedTag> {
  const change: OwnChange = { kind: "tag", id, revision };
  const { value } = await library.read(user.id, "collections", { kind: "tag", id }, [change]);
  return { tag: { id, name, count: value[0]?.count ?? 0 }, change };
}
