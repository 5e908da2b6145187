import { AppError } from "#lib/errors.ts";
import type { Operation } from "./operation.ts";
import { isOwnHost } from "./origin.ts";
import { bodyTooLarge, DIRECT_UPLOAD_HINT, FORM_OVERHEAD_BYTES, MAX_JSON_BYTES } from "./request-body.ts";

/* What a request must satisfy before anything of its body is read and before Next sees it. */

/** Pages are read; nothing is sent to them. */
const PAGE_METHODS = ["GET", "HEAD", "OPTIONS"];
const AUTH_METHODS = ["GET", "HEAD", "OPTIONS", "POST"];
/** A sign-in form is an address, a password and a token. */
export const MAX_AUTH_BYTES = 16 * 1024;
const BODY_SECONDS = 15;
/** 32 MiB take so long at 1 Mbit/s. */
const UPLOAD_SECONDS = 300;
/** The longest path and query that any call of ours needs is a cursor of 2,048 characters. */
const MAX_TARGET_LENGTH = 8_192;
/**
 * `.` and `..`, plain or encoded, which the URL standard resolves: what is judged here would not be what Next reads.
 */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

export interface RequestRules {
  appUrl: string;
  directUploadMaxBytes: number;
  operations: readonly Operation[];
}

/** What is known of a request once its headers have arrived. */
export interface RequestHead {
  method: string;
  /** The request target as it was sent. */
  url: string;
  host: string | undefined;
  /** Undefined for a body of unknown length, and where there is none. */
  contentLength: number | undefined;
}

/** How much of a body is taken, and for how long. */
export interface BodyLimit {
  maxBytes: number;
  maxSeconds: number;
  hint?: string;
}

export type Verdict = { refusal: AppError } | { allow: readonly string[] } | { limit: BodyLimit };

/** Judges requests by host, path, method and declared length; `allow` is the answer to OPTIONS. */
export function createRequestJudge({ appUrl, directUploadMaxBytes, operations }: RequestRules) {
  const paths = toPaths(operations);

  return (head: RequestHead): Verdict => {
    if (!isOwnHost(head.host, appUrl)) {
      return { refusal: new AppError("misdirected_request", "This server does not answer to that host name.") };
    }
    const path = head.url.split(/[?#]/, 1)[0] ?? "";
    if (!path.startsWith("/") || head.url.length > MAX_TARGET_LENGTH || !isDecodable(path) || DOT_SEGMENT.test(path)) {
      return { refusal: new AppError("invalid_request", "The address of the request is malformed.") };
    }
    const isApi = path === "/api" || path.startsWith("/api/");
    const methods = isApi ? methodsAt(path) : PAGE_METHODS;
    if (!methods) return { refusal: new AppError("not_found", "There is no such path in this API. See /docs/api.") };
    if (!methods.includes(head.method)) return { refusal: methodNotAllowed(methods) };
    if (head.method === "OPTIONS") return { allow: methods };
    const limit = limitAt(path);
    const { maxBytes, hint } = limit;
    return (head.contentLength ?? 0) > maxBytes ? { refusal: bodyTooLarge(maxBytes, hint) } : { limit };
  };

  function methodsAt(path: string): readonly string[] | undefined {
    if (path.startsWith("/api/auth/")) return AUTH_METHODS;
    const found = paths.filter(({ pattern }) => pattern.test(path));
    // "/images/lookup" is a path of its own although "/images/{id}" fits it as well.
    return (found.find(({ isExact }) => isExact) ?? found[0])?.methods;
  }

  function limitAt(path: string): BodyLimit {
    if (path === "/api/upload") {
      const maxBytes = directUploadMaxBytes + FORM_OVERHEAD_BYTES;
      return { maxBytes, maxSeconds: UPLOAD_SECONDS, hint: DIRECT_UPLOAD_HINT };
    }
    return { maxBytes: path.startsWith("/api/auth/") ? MAX_AUTH_BYTES : MAX_JSON_BYTES, maxSeconds: BODY_SECONDS };
  }
}

function methodNotAllowed(allow: readonly string[]): AppError {
  return new AppError("method_not_allowed", `This path takes ${allow.join(", ")}.`, { details: { allow } });
}

/** Every path of the API once, with its methods. A HEAD is answered wherever a GET is. */
function toPaths(operations: readonly Operation[]) {
  return [...Map.groupBy(operations, ({ path }) => path)].map(([path, group]) => {
    const methods = new Set(group.map(({ method }) => method.toUpperCase()));
    if (methods.has("GET")) methods.add("HEAD");
    methods.add("OPTIONS");
    return {
      pattern: new RegExp(`^/api${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`),
      isExact: !path.includes("{"),
      methods: [...methods].sort(),
    };
  });
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
