import type { Catalogue, Translator } from "#app/_messages/message.ts";
import type { WholeList } from "../../bulk-changes.ts";
import { isMonth } from "../layout/period-name.ts";

/** All images of a list, or those of a month ("2024-05") or a day ("2024-05-18") of it, as a query of the API. */
export function toWholeList(filters: string, count: number, period?: string): WholeList {
  const parameters = new URLSearchParams(filters);
  // The order of a list does not say what is in it, and bulk changes refuse it.
  parameters.delete("sort");
  const tags = parameters.getAll("tag");
  const query: WholeList["query"] = { ...Object.fromEntries(parameters), ...(tags.length > 0 ? { tag: tags } : {}) };
  if (period === undefined) return { query, count };
  const from = isMonth(period) ? `${period}-01` : period;
  const to = toNext(from, isMonth(period));
  const [earliest, latest] = [parameters.get("from") ?? "", parameters.get("to") ?? "9999"];
  // Days and local times sort as text.
  return { query: { ...query, from: earliest > from ? earliest : from, to: latest < to ? latest : to }, count };
}

/** The list without one of its images, or with it again. */
export function toggleInWholeList(list: WholeList, id: string): WholeList {
  const except = new Set(list.except);
  const isBack = except.delete(id);
  if (!isBack) except.add(id);
  return { ...list, except: except.size > 0 ? [...except] : undefined, count: list.count + (isBack ? 1 : -1) };
}

/** How many of a list are selected: all, or a number. */
export function nameCount({ except, count }: WholeList, t: Translator<Catalogue["gallery"]>): string | number {
  return except ? count : t("allOf", { count });
}

/** A query of the API for an address. */
export function toParameters(query: WholeList["query"]): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  );
}

/** The day a month or a day later. */
function toNext(day: string, isMonthLater: boolean): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (isMonthLater) date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, day.length);
}
