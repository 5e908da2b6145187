import "server-only";
import { cookies } from "next/headers";
import type { Visitor } from "#lib/shares/open-share.ts";
import { requestClient } from "./request-client.ts";
import { webServices } from "./web-services.ts";

/** Who asks for what a share link shows. */
export async function requestVisitor(headers: Headers): Promise<Visitor> {
  const jar = await cookies();
  return { ...requestClient(headers, webServices().config), cookie: (name) => jar.get(name)?.value };
}
