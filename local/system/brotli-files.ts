import { readdirSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, RequestListener } from "node:http";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

/*
 * Scripts and style sheets of a build, compressed once rather than for each request, and smaller than gzip makes them.
 * The compressed file is beside its own and has ".br" behind its name.
 */

const SUFFIX = ".br";
/** Where browsers ask for the build's own files. */
const PATH = "/_next/static/";
const compress = promisify(zlib.brotliCompress);

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=UTF-8",
  ".js": "application/javascript; charset=UTF-8",
};

/**
 * Compresses the scripts and style sheets in `folder`, as small as Brotli makes them, on as many cores as there are.
 */
export async function writeBrotliFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && toContentType(entry.name) !== undefined);
  const write = async (file: string) => {
    const content = await readFile(file);
    const params = {
      [zlib.constants.BROTLI_PARAM_QUALITY]: zlib.constants.BROTLI_MAX_QUALITY,
      [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
    };
    await writeFile(`${file}${SUFFIX}`, await compress(content, { params }));
  };
  await Promise.all(files.map(({ parentPath, name }) => write(join(parentPath, name))));
}

/** The compressed file beside `file`, to be sent to a client that asks so; it need not be there. */
export function toBrotliFile(file: string, request: IncomingMessage): string | undefined {
  return toContentType(file) !== undefined && acceptsBrotli(request) ? `${file}${SUFFIX}` : undefined;
}

/**
 * Has `listener`, which serves the files in `folder` under /_next/static/, send the compressed ones to clients that
 * take them: the request that it sees is for the other file, and the answer already says what that is.
 */
export function preferBrotli(listener: RequestListener, folder: string): RequestListener {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const paths = new Set(names.map((name) => PATH + name.replaceAll(sep, "/")));
  return (request, response) => {
    const { method, url = "" } = request;
    const type = toContentType(url);
    const isRead = method === "GET" || method === "HEAD";
    if (isRead && type !== undefined && paths.has(`${url}${SUFFIX}`) && acceptsBrotli(request)) {
      request.url = `${url}${SUFFIX}`;
      response.setHeader("content-type", type);
      response.setHeader("content-encoding", "br");
      response.setHeader("vary", "Accept-Encoding");
    }
    return listener(request, response);
  };
}

function toContentType(name: string): string | undefined {
  return contentTypes[/\.[a-z]+$/.exec(name)?.[0] ?? ""];
}

/** RFC 9110, 12.5.3: a weight of 0 means "not acceptable". */
function acceptsBrotli({ headers }: IncomingMessage): boolean {
  const codings = String(headers["accept-encoding"] ?? "").split(",");
  return codings.some((coding) => /^\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(coding));
}
