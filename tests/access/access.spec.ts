import { type ApiSession, logIn } from "#tests/support/api-session.ts";
import { expect, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { writeResult } from "#tests/support/results.ts";
import { type Caller, COOKIE, currentSessionId, makePeople, type People } from "./callers.ts";
import { findRoutes } from "./routes.ts";
import { type Row, recipientRows, rows, type World } from "./rows.ts";

const TIME_LIMIT_MS = 300_000;
/** ACCESS_CALLERS=few: of those who are nobody any more each asks only a part of the routes, the visitor all of them. */
const FEW_CALLERS = process.env.ACCESS_CALLERS === "few";
/** How many of them come to each route then. */
const NOBODIES_A_ROUTE = 3;
const CONCURRENCY = 4;

test("every route has its row, and every row its route", () => {
  expect(Object.keys(rows).sort()).toEqual(findRoutes());
});

test("nobody gets further than they may, by any route", async ({ baseURL }) => {
  const url = baseURL ?? "";
  test.setTimeout(TIME_LIMIT_MS);
  const people = await makePeople(url);
  const world = await makeWorld(url, people);
  const { shareToken } = world;
  // The link of a share opens that share and nothing else, wherever it is put.
  const callers: Caller[] = [
    ...people.callers,
    { name: "share link as token", standing: "nobody", authorization: `Bearer ${shareToken}` },
    { name: "share link as cookie", standing: "nobody", cookie: `${COOKIE}=${shareToken}` },
  ];

  const wrong: string[] = [];
  let cells = 0;
  const ask = async (route: string, row: Row, caller: Caller) => {
    if (route.startsWith("PAGE") && caller.authorization) return;
    cells++;
    const fault = await findFault(url, route, row, caller, world);
    if (fault) wrong.push(`${route} as ${caller.name}: ${fault}`);
  };
  const all = [...Object.entries(rows), ...recipientRows];
  const isDenied = (row: Row, caller: Caller) => !mayPass(row, caller);
  const nobodies = callers.filter(({ name, standing }) => standing === "nobody" && name !== "visitor");
  /** By turns, so that each of them is refused by many routes, and each route refuses several. */
  const comesTo = (row: Row, caller: Caller) => {
    const turn = nobodies.indexOf(caller);
    const distance = turn - ((all.findIndex(([, one]) => one === row) * NOBODIES_A_ROUTE) % nobodies.length);
    return !FEW_CALLERS || turn < 0 || (distance + nobodies.length) % nobodies.length < NOBODIES_A_ROUTE;
  };
  const cellsOf = (chosen: [string, Row][], which: (row: Row, caller: Caller) => boolean) =>
    chosen.flatMap(([route, row]) =>
      callers.filter((caller) => which(row, caller) && comesTo(row, caller)).map((caller) => ({ route, row, caller })),
    );
  // First all who may not, then those who may look, then those who may change something in the order of the rows, last
  // what ends sessions and accounts.
  const ordinary = all.filter(([, row]) => !row.isLast);
  const last = all
    .filter(([, row]) => row.isLast)
    .sort(([a], [b]) => Number(a.includes("sign-out")) - Number(b.includes("sign-out")));
  const onlyReads = ([route]: [string, Row]) => /^(GET|PAGE) /.test(route);
  const inAnyOrder = [
    ...cellsOf([...ordinary, ...last], isDenied),
    ...cellsOf(ordinary.filter(onlyReads), mayPass),
  ].values();
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (const { route, row, caller } of inAnyOrder) await ask(route, row, caller);
    }),
  );
  const changes = ordinary.filter((each) => !onlyReads(each));
  for (const { route, row, caller } of cellsOf(changes, mayPass)) await ask(route, row, caller);
  for (const [route, row] of last) {
    // One caller a person: the second's session ended with the first's.
    const first = callers.filter((caller) => mayPass(row, caller)).filter(({ name }) => name.endsWith("by token"));
    for (const caller of route.startsWith("DELETE") ? first.slice(0, 1) : first) await ask(route, row, caller);
  }

  console.log(`${cells} cells, ${wrong.length} wrong`);
  if (!FEW_CALLERS) await writeResult("access", { measures: { cells, wrongCells: wrong.length } });
  expect(wrong.sort().join("\n")).toBe("");
});

function mayPass(row: Row, { standing }: Caller): boolean {
  if (row.for === "public") return true;
  if (row.for === "user") return standing !== "nobody";
  return standing === row.for || (row.alsoOwner === true && standing === "owner");
}

/** What is wrong with the answer that a caller gets, or undefined. */
async function findFault(
  url: string,
  route: string,
  row: Row,
  caller: Caller,
  world: World,
): Promise<string | undefined> {
  const [verb = "", path = ""] = route.split(" ");
  const isPage = verb === "PAGE";
  const target = path.replace(/\{([^}]+)\}/g, (_, name: string) => world[row.params?.[name] ?? "anything"]);
  const body = row.body?.(world);
  const answer = await fetch(`${url}${target}${row.query?.(world) ?? ""}`, {
    method: isPage ? "GET" : verb,
    redirect: "manual",
    headers: {
      ...(caller.authorization ? { authorization: caller.authorization } : {}),
      ...(caller.cookie ? { cookie: caller.cookie, origin: url } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const got = `${answer.status} ${isPage ? (answer.headers.get("location") ?? "") : text.slice(0, 150)}`;
  if (mayPass(row, caller))
    return row.answers.includes(answer.status) ? undefined : `expected ${row.answers}, got ${got}`;
  return isRefusal(row, caller, isPage, answer, text) ? undefined : `expected to be refused, got ${got}`;
}

function isRefusal(row: Row, { standing }: Caller, isPage: boolean, answer: Response, text: string): boolean {
  const isHidden = row.for === "admin" || row.for === "recipient" || (row.for === "owner" && standing !== "nobody");
  // What others may not know of is told apart from nothing by no answer; visitors of other pages are sent to sign in.
  if (isPage) return isHidden ? answer.status === 404 : answer.headers.get("location")?.startsWith("/sign-in") === true;
  // Who is not signed in cannot leave anything.
  if (row.for === "recipient") return answer.status === (standing === "nobody" && row.isLast ? 401 : 404);
  if (row.for === "admin") return answer.status === 404 && text.includes("There is nothing here.");
  return answer.status === (isHidden ? 404 : 401);
}

async function makeWorld(url: string, { owner, admin, recipient, victimId }: People): Promise<World> {
  const imageId = await owner.upload(await smallPhoto(1));
  await owner.settledImages(1);
  const post = (caller: ApiSession, path: string, body: object) =>
    caller.fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const bulk = await post(owner, "/api/images/bulk", { action: "favourite", ids: [imageId] });
  const album = await post(owner, "/api/albums", { name: "Sea" });
  const tag = await post(owner, "/api/tags", { name: "sea" });
  const search = await post(owner, "/api/searches", { name: "Sea", query: "q=sea" });
  const share = await (await post(owner, "/api/shares", { ids: [imageId] })).json();
  const { id: albumId } = (await album.json()).album;
  await post(owner, "/api/images/bulk", { action: "add_to_album", album: albumId, ids: [imageId] });
  await post(owner, "/api/shares/users", { email: recipient.email, album: albumId, canAdd: true });
  const shared = await (await recipient.fetch("/api/shared")).json();
  const run = await post(admin, "/api/admin/integrity", { mode: "check" });
  const users = await admin.fetch(`/api/admin/users?search=${owner.email}`);
  return {
    imageId,
    sessionId: await currentSessionId(await logIn(url, owner)),
    ownerId: (await users.json()).users[0].id,
    victimId,
    bulkChangeId: (await bulk.json()).change.id,
    albumId,
    tagId: (await tag.json()).tag.id,
    searchId: (await search.json()).search.id,
    shareId: share.share.id,
    shareToken: share.token,
    userToken: shared.shares[0].token,
    integrityRunId: (await run.json()).run.id,
    fingerprint: "corrupt_image",
    apiGroup: "uploads",
    rerender: "1",
    anything: "nothing",
  };
}
