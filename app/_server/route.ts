import "server-only";
import { cookies } from "next/headers";
import type { z } from "zod";
import { INTENDED_USER } from "#lib/accounts/intended-user.ts";
import { hasMetricsToken } from "#lib/accounts/metrics-token.ts";
import { findRequestUser, type RequestUser } from "#lib/accounts/request-user.ts";
import type { Session } from "#lib/accounts/session.ts";
import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Operation } from "#lib/http/operation.ts";
import { isSameOrigin } from "#lib/http/origin.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { isForm, parse, readForm, readJson } from "#lib/http/request-body.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import type { Services } from "#lib/services.ts";
import { clientAddress } from "./client-address.ts";
import { webServices } from "./web-services.ts";

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Call<O extends Operation> {
  services: LibraryServices;
  user: O["access"] extends "public" | "metrics" ? undefined : User;
  /** What the user is signed in by. */
  session: O["access"] extends "public" | "metrics" ? undefined : Session;
  params: Parsed<O["params"]>;
  query: Parsed<O["query"]>;
  headers: Parsed<O["headers"]>;
  body: Parsed<O["body"]>;
  request: Request;
  reply: Reply<O>;
}

type Body<O extends Operation, Status extends keyof O["responses"]> = O["responses"][Status] extends {
  body: infer Schema;
}
  ? Schema
  : never;

/** Makes the response of one of the operation's statuses; a member that its schema does not name is left out. */
type Reply<O extends Operation> = <Status extends keyof O["responses"] & number>(
  status: Status,
  ...rest: Body<O, Status> extends z.ZodType
    ? [body: z.input<Body<O, Status>>, headers?: Record<string, string>]
    : [body?: undefined, headers?: Record<string, string>]
) => Response;

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };

const UNSAFE_METHODS = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * Wraps a route handler: checks origin and access, parses what the operation declares, calls `handle` once, and sends
 * only what the operation's response schema names. Every error becomes a problem document.
 */
export function route<O extends Operation>(
  operation: O,
  handle: (call: Call<O>) => Promise<Response>,
): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    try {
      const services = webServices();
      const caller = await authorise(operation, services, request);
      return await handle({
        services,
        user: caller?.user,
        session: caller?.session,
        params: parse(operation.params, await context.params),
        query: parse(operation.query, toQuery(request)),
        headers: parse(operation.headers, pickHeaders(operation, request)),
        body: operation.body ? parse(operation.body, await readSent(operation, request)) : undefined,
        request,
        reply: (status: number, body?: unknown, headers?: Record<string, string>) =>
          respond(operation, status, body, headers),
        // What the operation declares is what was parsed just above; the compiler cannot follow that.
      } as unknown as Call<O>);
    } catch (error) {
      return problemResponse(error, request);
    }
  };
}

async function authorise(operation: Operation, services: Services, request: Request): Promise<RequestUser | undefined> {
  const isUnsafe = UNSAFE_METHODS.has(request.method);
  if (isUnsafe && request.headers.has("origin") && !isSameOrigin(request, services.config.appUrl)) throw foreign();
  if (operation.access === "public") return undefined;
  if (operation.access === "metrics" && hasMetricsToken(services.config, request)) return undefined;
  const jar = await cookies();
  const found = await findRequestUser(services, {
    authorization: request.headers.get("authorization"),
    cookie: (name) => jar.get(name)?.value,
    address: clientAddress(request.headers, services.config),
    meantUserId: request.headers.get(INTENDED_USER) ?? undefined,
  });
  // Who may not know that something exists is told what everybody else is told.
  const isForAdmins = operation.access === "admin" || operation.access === "metrics";
  if (isForAdmins && found?.user.role !== "admin") {
    throw new AppError("not_found", "There is nothing here.");
  }
  if (!found) throw new AppError("unauthenticated", "Sign in first, or send a valid API token.");
  if (isUnsafe && found.via === "cookie" && !isSameOrigin(request, services.config.appUrl)) throw foreign();
  return found;
}

function readSent(operation: Operation, request: Request): Promise<unknown> {
  return operation.isForm && isForm(request) ? readForm(request) : readJson(request);
}

function foreign(): AppError {
  return new AppError("forbidden_origin", "Requests that change something must come from Skylight's own pages.");
}

/** The parameters of a request; one that is there several times is a list, so that none is lost. */
function toQuery(request: Request): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

/** The headers of a request that the operation declares. */
function pickHeaders({ headers }: Operation, request: Request): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of Object.keys(headers?.shape ?? {})) {
    const value = request.headers.get(name);
    if (value !== null) picked[name] = value;
  }
  return picked;
}

function respond(operation: Operation, status: number, body: unknown, extra?: Record<string, string>): Response {
  const schema = operation.responses[status]?.body;
  const headers = { "cache-control": "no-store", ...extra };
  if (!schema) return new Response(null, { status, headers });
  return Response.json(schema.parse(body), { status, headers });
}
