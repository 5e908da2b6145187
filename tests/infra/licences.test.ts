import { expect, it } from "vitest";
import { findForeignLicences, lockFileSchema } from "#tests/support/licences.ts";

const findIn = (packages: Record<string, object>) => findForeignLicences(lockFileSchema.parse({ packages }));

it.each(["MIT", "(MIT OR CC0-1.0)", "MIT AND ISC AND BSD-3-Clause", "GPL-3.0-only OR MIT"])("ships %s", (license) => {
  expect(findIn({ "node_modules/a": { version: "1.0.0", license } })).toEqual([]);
});

it.each(["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND LGPL-3.0-or-later", "UNLICENSED", "SEE LICENSE IN terms.txt"])(
  "does not ship %s",
  (license) => {
    expect(findIn({ "node_modules/b/node_modules/@c/a": { version: "1.0.0", license } })).toEqual([
      `@c/a@1.0.0: ${license}`,
    ]);
  },
);

it("does not ship what names no licence", () => {
  expect(findIn({ "node_modules/a": { version: "1.0.0" } })).toEqual(["a@1.0.0: no licence named"]);
});

it("lets a package have the exception that is made for it, and no other", () => {
  const license = "Apache-2.0 AND LGPL-3.0-or-later";
  expect(findIn({ "node_modules/@img/sharp-win32-x64": { version: "1.0.0", license } })).toEqual([]);
  expect(findIn({ "node_modules/@img/sharp-win32-x64": { version: "1.0.0", license: "GPL-3.0-only" } })).toHaveLength(
    1,
  );
});

it("leaves packages of development and the project itself alone", () => {
  expect(findIn({ "": { version: "1.0.0" }, "node_modules/a": { license: "MPL-2.0", dev: true } })).toEqual([]);
});
