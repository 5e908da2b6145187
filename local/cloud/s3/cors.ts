import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalRequest, LocalResponse } from "../local-request.ts";
import { S3Error } from "./s3-error.ts";

/*
 * The bucket's CORS rule, as infra/modules/storage has it: the application's own pages may read and upload.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
const METHODS = ["GET", "HEAD", "PUT"];
const HEADERS = ["content-type", "content-length", "if-none-match", "x-amz-checksum-sha256", "range"];
const EXPOSED_HEADERS = ["ETag", "Content-Length", "Content-Range", "Accept-Ranges", "x-amz-request-id"];
const PREFLIGHT_SECONDS = 3600;

/** Lets the page's script read the answer when the page is one of the application's. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: string[]): void {
  response.setHeader("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS.join(", "));
}

/** Answers a preflight request. @throws S3Error when the rule does not allow what is asked for */
export function answerPreflight({ headers }: Pick<LocalRequest, "headers">, origins: string[]): LocalResponse {
  const { origin } = headers;
  const method = headers["access-control-request-method"];
  if (origin === undefined || method === undefined) {
    throw new S3Error("BadRequest", "Insufficient information. Origin request header needed.");
  }
  const asked = headers["access-control-request-headers"]?.toLowerCase();
  const areAllowed = (asked?.split(",") ?? []).every((name) => HEADERS.includes(name.trim()));
  if (!origins.includes(origin) || !METHODS.includes(method) || !areAllowed) {
    throw new S3Error(
      "CORSResponse",
      "This CORS request is not allowed. This is usually because the evaluation of Origin, request method or headers is not in the resource's CORS spec.",
    );
  }
  return {
    status: 200,
    headers: {
      "access-control-allow-methods": METHODS.join(", "),
      ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
      "access-control-max-age": PREFLIGHT_SECONDS,
      "content-length": 0,
    },
  };
}
