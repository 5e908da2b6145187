import type { z } from "zod";
import type { ErrorCode } from "#lib/errors.ts";

/** `metrics`: admins, and whoever brings the token that METRICS_TOKEN sets. */
export type Access = "public" | "user" | "admin" | "metrics";

/**
 * One REST call, said once: requests are parsed with these schemas, responses whitelisted by them, and the OpenAPI
 * document is made of them.
 */
export interface Operation {
  id: string;
  method: "get" | "post" | "patch" | "put" | "delete";
  /** Under /api, with parameters in braces. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** By their names in small letters; others that a request has are none of the operation's business. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Whether a plain HTML form may send the body as well. */
  isForm?: true;
  /** Described only; the handler reads such a body itself. */
  multipart?: z.ZodObject;
  /** By status; null where there is no body. One of another content type than JSON the handler sends itself. */
  responses: Record<
    number,
    {
      description: string;
      body: z.ZodType | null;
      contentType?: string;
      /** Further forms of the same answer, by content type; the handler sends them itself. */
      alternatives?: Record<string, z.ZodType>;
    }
  >;
  /** Codes this call answers besides those that its access and parsing imply. */
  errors: readonly ErrorCode[];
}

export function operation<const O extends Operation>(definition: O): O {
  return definition;
}
