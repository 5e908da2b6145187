import type { Route } from "./bundle-layout.ts";

/** The first route whose path fits, as the hosting looks for it. @throws Error when none does */
export function findRoute(routes: Route[], pathname: string): Route {
  const route = routes.find(({ path }) => toPattern(path).test(pathname));
  if (!route) throw new Error(`Expected a route for ${pathname}; the last one must be "/*"`);
  return route;
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.split("*").map(escapePattern).join(".*")}$`);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
