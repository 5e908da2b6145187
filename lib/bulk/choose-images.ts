import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { OwnChange } from "#lib/library/change.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import type { MoveRequest } from "#lib/library/plan-move.ts";
import type { BulkRequest } from "./bulk-api.ts";
import type { BulkChange } from "./bulk-change.ts";

/*
 * Which images a change is about, by the library index; each throws AppError `unavailable` while that is being read
 * from the table.
 */

export async function selectSuperfluous(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  own: OwnChange[] | undefined,
): Promise<string[]> {
  const { value, rebuild } = await library.read(user.id, "selectSuperfluous", null, own);
  if (rebuild) throw stillReading();
  return toLines(value);
}

export async function addStacks(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  ids: string[],
  own: OwnChange[] | undefined,
): Promise<string[]> {
  const { value, rebuild } = await library.read(user.id, "addStacks", ids, own);
  if (rebuild) throw stillReading();
  return value;
}

/** @throws AppError `not_found` for an image that the album does not have; `unavailable` */
export async function planMove(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  request: MoveRequest,
  own: OwnChange[] | undefined,
): Promise<Required<Pick<BulkRequest, "ids">> & Pick<BulkChange, "places">> {
  const { value, rebuild } = await library.read(user.id, "planMove", request, own);
  if (rebuild) throw stillReading();
  if (!value) throw new AppError("not_found", "The album has no such image.");
  const { ids, first, step } = value;
  return { ids, places: { first, step } };
}

function stillReading(): AppError {
  return new AppError("unavailable", "Your library is still being read. Please try again in a minute.");
}

export async function selectMatches(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  query: BulkRequest["query"],
  own: OwnChange[] | undefined,
): Promise<string[]> {
  if (!query) return [];
  const { value, rebuild } = await library.read(user.id, "selectIds", fromApiQuery(query), own);
  if (rebuild) throw stillReading();
  return toLines(value);
}

function toLines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
