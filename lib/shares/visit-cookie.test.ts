import { expect, test } from "vitest";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { toGuestCookies } from "./guest-cookie.ts";
import type { Share } from "./share.ts";
import { isUnlockedBy, toVisitCookies, VISIT_SECONDS } from "./visit-cookie.ts";

const config = { secret: "a secret of the server's", appUrl: "https://photos.example.org" };
const token = "A".repeat(24);
const share: Share = {
  id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  ownerId: "01ARZ3NDEKTSV4RRFFQ69G5FAW",
  revision: 1,
  createdAt: "2026-11-25T10:00:00.000Z",
  kind: "search",
  query: fromApiQuery({}),
  tokenHash: "",
  visits: 0,
  rights: {
    canDownload: true,
    withOriginals: false,
    showsTakenAt: true,
    showsFileNames: true,
    keepsCredits: false,
    canAdd: false,
  },
  maxAddedFiles: 1,
  maxAddedBytes: 1,
};
const now = Date.parse("2026-11-25T10:00:00.000Z");

/** A browser that keeps what a cookie's line says. */
function keep(line = ""): (name: string) => string | undefined {
  const [pair = ""] = line.split(";");
  const end = pair.indexOf("=");
  return (name) => (name === pair.slice(0, end) ? pair.slice(end + 1) : undefined);
}

test("a visit lasts a day, for the share that was unlocked and no other", () => {
  const [line] = toVisitCookies(config, share, token, now);
  const cookie = keep(line);
  expect(isUnlockedBy(config, share, cookie, now + VISIT_SECONDS * 1000 - 1)).toBe(true);
  expect(isUnlockedBy(config, share, cookie, now + VISIT_SECONDS * 1000)).toBe(false);
  const other = { ...share, id: "01ARZ3NDEKTSV4RRFFQ69G5FAX" };
  const value = keep(line)(`__Secure-skylight.share.${share.id}`);
  expect(isUnlockedBy(config, other, () => value, now)).toBe(false);
  expect(isUnlockedBy({ ...config, secret: "another" }, share, cookie, now)).toBe(false);
  expect(isUnlockedBy(config, share, () => `9999999999.${value?.split(".")[1]}`, now)).toBe(false);
  for (const nonsense of ["", ".", "x", `1.${"ä".repeat(43)}`, undefined]) {
    expect(isUnlockedBy(config, share, () => nonsense, now)).toBe(false);
  }
});

test("the cookies are sent to the share's own paths only, and over TLS only where it is served so", () => {
  const lines = toVisitCookies(config, share, token, now);
  const toPaths = (cookies: string[]) => cookies.map((line) => /Path=([^;]+)/.exec(line)?.[1]);
  // The last is that of an API gateway, which serves the API without its prefix.
  expect(toPaths(lines)).toEqual([`/s/${token}`, `/api/shared/${token}`, `/shared/${token}`]);
  const guest = toGuestCookies(config, share, token, "01ARZ3NDEKTSV4RRFFQ69G5FAX");
  expect(toPaths(guest)).toEqual([`/api/shared/${token}`, `/shared/${token}`]);
  for (const line of lines) expect(line).toMatch(/^__Secure-.*; HttpOnly; SameSite=Lax; Secure$/);
  const [local] = toVisitCookies({ ...config, appUrl: "http://localhost:3000" }, share, token, now);
  expect(local).toMatch(/^skylight\.share\..*SameSite=Lax$/);
});
