import type { User } from "#lib/accounts/user.ts";
import type { OwnChange } from "./change.ts";
import type { MonthCount } from "./count-months.ts";
import { fromApiQuery } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import type { TimelineFilters } from "./timeline-api.ts";

export interface Timeline {
  /** Newest first. */
  months: MonthCount[];
  total: number;
  /** Files that could not be read, which are not among them; absent where the filters are of more than time. */
  failed?: number | undefined;
  /** False while the user's items are still being read. */
  isComplete: boolean;
  /** How many of them have been read until then. */
  itemsRead?: number | undefined;
  /** The same on every server for the same images; absent while it is not complete. */
  version: string | undefined;
}

/** How many of the user's images that match are of which month. */
export async function getTimeline(
  { library }: Pick<LibraryServices, "library">,
  user: User,
  filters: TimelineFilters,
  own?: OwnChange[],
): Promise<Timeline> {
  const { value, digest, rebuild } = await library.read(user.id, "months", fromApiQuery(filters), own);
  const isComplete = rebuild === undefined;
  const { months, failed } = value;
  return {
    months,
    total: months.reduce((sum, { count }) => sum + count, 0),
    failed,
    isComplete,
    itemsRead: rebuild?.items,
    version: isComplete ? `${SCHEMA_VERSION}-${digest.count}-${digest.xor}` : undefined,
  };
}
