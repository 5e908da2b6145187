import type { WholeList } from "../bulk-changes.ts";

/** All images of a list, or those of one of its months, as a query of the API. */
export function toWholeList(filters: string, count: number, month?: string): WholeList {
  const parameters = new URLSearchParams(filters);
  const tags = parameters.getAll("tag");
  const query: WholeList["query"] = { ...Object.fromEntries(parameters), ...(tags.length > 0 ? { tag: tags } : {}) };
  if (month === undefined) return { query, count };
  const [from, to] = [`${month}-01`, `${toNextMonth(month)}-01`];
  const [earliest, latest] = [parameters.get("from") ?? "", parameters.get("to") ?? "9999"];
  // Days and local times sort as text.
  return { query: { ...query, from: earliest > from ? earliest : from, to: latest < to ? latest : to }, count };
}

function toNextMonth(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number)).toISOString().slice(0, 7);
}
