import type { User } from "#lib/accounts/user.ts";
import type { OwnChange } from "./change.ts";
import { fromApiQuery } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";
import { MAX_STACK } from "./restack.ts";
import type { StackView } from "./view-image-api.ts";

/** The stack that an image is in; undefined where it is in none. */
export async function getStack(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  id: string,
  own?: OwnChange[],
): Promise<StackView | undefined> {
  const request = { query: fromApiQuery({ stackOf: id }), page: { limit: MAX_STACK } };
  const { images } = (await library.read(user.id, "list", request, own)).value;
  const top = images.find(({ stackSize }) => stackSize !== undefined);
  return top && { count: images.length, topId: top.id };
}
