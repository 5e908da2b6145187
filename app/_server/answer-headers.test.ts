import { modifyRouteRegex } from "next/dist/lib/redirect-status.js";
import { getPathMatch } from "next/dist/shared/lib/router/utils/path-match.js";
import { expect, test } from "vitest";
import config from "../../next.config.js";

/** The names of the headers that Next sends with what is at `path`, matched as its router does. */
async function namesAt(path: string): Promise<Set<string>> {
  const rules = (await config.headers?.()) ?? [];
  const options = {
    strict: true,
    removeUnnamedParams: true,
    regexModifier: (regex: string) => modifyRouteRegex(regex),
  };
  const fitting = rules.filter(({ source }) => getPathMatch(source, options)(path));
  return new Set(fitting.flatMap(({ headers }) => headers.map(({ key }) => key)));
}

test("a script is sent with what means something for scripts and with nothing else", async () => {
  for (const path of ["/_next/static/chunks/a.js", "/_next/static/chunks/a.js.br", "/_next/static/media/a.woff2"]) {
    expect([...(await namesAt(path))].sort(), path).toEqual(["cross-origin-resource-policy", "x-content-type-options"]);
  }
});

test("a web worker has a policy of its own", async () => {
  for (const name of ["turbopack-worker-0a.js", "turbopack-worker-0a.js.br"]) {
    expect(await namesAt(`/_next/static/chunks/${name}`), name).toContain("content-security-policy");
  }
});

test.each(["/", "/albums", "/s/token", "/api/images", "/_next/data", "/icon.svg", "/nothing/here"])(
  "%s has the protections of a page",
  async (path) => {
    const names = await namesAt(path);
    for (const name of [
      "cross-origin-opener-policy",
      "cross-origin-resource-policy",
      "permissions-policy",
      "referrer-policy",
      "strict-transport-security",
      "x-content-type-options",
      "x-frame-options",
    ]) {
      expect(names, name).toContain(name);
    }
  },
);
