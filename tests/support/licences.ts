import satisfies from "spdx-satisfies";
import { z } from "zod";

/** Licences that ask for no more than their notice, which every package brings along. */
const FREE = ["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "CC0-1.0", "BlueOak-1.0.0"];

/** What single packages may have besides, and why. */
const exceptions: { name: RegExp; licence: string; reason: string }[] = [
  {
    name: /^@img\/sharp-/,
    licence: "LGPL-3.0-or-later",
    reason: "libvips and its parts: shared libraries of their own, as they are published, which anybody can replace",
  },
  {
    name: /^libheif-js$/,
    licence: "LGPL-3.0",
    reason: "libheif and libde265: a file of its own beside the bundle, as it is published, which anybody can replace",
  },
  { name: /^caniuse-lite$/, licence: "CC-BY-4.0", reason: "data about browsers, with its source named in the package" },
];

export const lockFileSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      link: z.boolean().default(false),
    }),
  ),
});

/**
 * The packages that are shipped, on whatever platform, under a licence that is not allowed or not named: one line each,
 * "left-pad@1.0.0: GPL-3.0-only". Packages of development alone are not shipped.
 */
export function findForeignLicences({ packages }: z.output<typeof lockFileSchema>): string[] {
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes("node_modules/") && !dev && !link)
    .map(([path, { version, license }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + 13),
      version,
      license,
    }))
    .filter(({ name, license }) => !isAllowed(name, license))
    .map(({ name, version, license }) => `${name}@${version}: ${license ?? "no licence named"}`);
}

function isAllowed(name: string, licence: string | undefined): boolean {
  const allowed = [...FREE, ...exceptions.filter((one) => one.name.test(name)).map((one) => one.licence)];
  try {
    return licence !== undefined && satisfies(licence, allowed);
  } catch {
    // Not an expression of SPDX: "SEE LICENSE IN …", "UNLICENSED".
    return false;
  }
}
