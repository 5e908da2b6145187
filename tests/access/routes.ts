import { globSync, readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Every way into the application that is on disk: "GET /api/images/{id}", and pages as "PAGE /images/{id}". */
export function findRoutes(): string[] {
  const isRoute = (file: string) => !file.includes("/_");
  const handlers = globSync("app/**/route.ts", { cwd: ROOT })
    .filter(isRoute)
    .flatMap((file) => {
      const source = readFileSync(`${ROOT}/${file}`, "utf8");
      const methods = [
        ...[...source.matchAll(/export (?:const|(?:async )?function) ([A-Z]+)\b/g)].map(([, method]) => method),
        ...[...source.matchAll(/\bas ([A-Z]+)\b/g)].map(([, method]) => method),
      ];
      return methods.map((method) => `${method} ${toPath(file)}`);
    });
  const pages = globSync("app/**/page.tsx", { cwd: ROOT }).map((file) => `PAGE ${toPath(file)}`);
  return [...handlers, ...pages].sort();
}

function toPath(file: string): string {
  const parts = relative("app", dirname(file))
    .split("/")
    // Folders in parentheses group routes and are no part of the address.
    .filter((part) => part !== "" && !/^\(.*\)$/.test(part))
    .map((part) => part.replace(/^\[(.*)\]$/, "{$1}"));
  return `/${parts.join("/")}`;
}
