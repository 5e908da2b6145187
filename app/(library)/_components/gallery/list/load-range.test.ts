import { afterEach, expect, test, vi } from "vitest";
import { cut, ids, type List, toCounts } from "#tests/support/timeline-list.ts";
import { mergeMonths } from "../layout/timeline-months.ts";
import { loadRange } from "./load-range.ts";

const list: List = { "2024-05": ids("m", 250), "2024-04": ids("a", 900), "2024-03": ids("k", 40) };
const months = mergeMonths(toCounts(list).months, []);

/** Answers as the server does that has this list. */
function serve(served: List): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    const query = new URLSearchParams(path.split("?")[1]);
    asked.push(`${query}`);
    return Response.json(cut(served, Number(query.get("start")), Number(query.get("limit"))));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

test("what was never loaded between two images is selected with them, in few requests", async () => {
  const asked = serve(list);
  const found = await loadRange(
    months,
    "favourite=true",
    { id: "k3", block: "2024-03 0" },
    { id: "m240", block: "2024-05 2" },
  );
  expect(found.map(({ id }) => id)).toEqual([...ids("m", 250).slice(240), ...ids("a", 900), ...ids("k", 4)]);
  expect(asked).toEqual(["favourite=true&start=200&limit=500", "favourite=true&start=700&limit=490"]);
});

test("a list that changes on the way selects nothing rather than something else", async () => {
  serve({ ...list, "2024-05": ids("m", 249) });
  const ends = [
    { id: "m10", block: "2024-05 0" },
    { id: "k39", block: "2024-03 0" },
  ] as const;
  await expect(loadRange(months, "", ...ends)).rejects.toThrow("changed");
});

test("an image that is gone ends no range", async () => {
  serve(list);
  const ends = [
    { id: "gone", block: "2024-05 0" },
    { id: "a1", block: "2024-04 0" },
  ] as const;
  await expect(loadRange(months, "", ...ends)).rejects.toThrow("changed");
});
