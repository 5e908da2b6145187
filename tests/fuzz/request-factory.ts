import type { Random } from "./random.ts";
import { type Known, makeValue, type Schema, spoilValue } from "./values.ts";

export interface FuzzRequest {
  method: string;
  /** As it goes on the line: whatever it holds is a valid request target for Node's client. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

interface Described {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Document {
  paths: Record<string, Record<string, Described>>;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"];
const NASTY_PATHS = ["", "/", "//", "/%2e%2e/", "/%zz", "/%ED%A0%80", "/..%2f..", ";x=1", "/%00", "?", "#x"];
const NASTY_HEADERS: Record<string, string>[] = [
  { "content-type": "text/plain" },
  { "content-type": "application/json; charset=utf-16" },
  { "content-type": "" },
  { origin: "http://evil.example" },
  { origin: "null" },
  { traceparent: "00-zz" },
  { "x-forwarded-for": "1.1.1.1, 2.2.2.2" },
  { "x-forwarded-host": "evil.example" },
  { accept: "text/html" },
  { "accept-language": "x".repeat(4_000) },
  { cookie: "next-auth.session-token=nonsense" },
  { range: "bytes=0-0" },
  { "if-none-match": "*" },
  { "x-http-method-override": "DELETE" },
  { "next-action": "00000000000000000000000000000000" },
  { rsc: "1" },
];

/** Node's own server answers beyond 16 KiB of headers, and does so before any application. */
const MAX_TARGET_LENGTH = 10_000;
/** Mutations of one request, at most. */
const MAX_SPOILS = 3;
/** Hashing a password costs more than a hundred other calls, and each of these does. */
const COSTLY = new Set(["register", "login", "changePassword", "resetPassword"]);
const COSTLY_SHARE = 0.05;

/** Makes requests of every operation in the document: whole ones, and ones spoilt in places. */
export function createRequestFactory(random: Random, document: Document, known: Known) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method: method.toUpperCase(), described })),
  );

  return (authorization: string | undefined): FuzzRequest => {
    let operation = random.pick(operations);
    while (COSTLY.has(operation.described.operationId) && !random.chance(COSTLY_SHARE))
      operation = random.pick(operations);
    const { path, method, described } = operation;
    const spoils = random.chance(0.3) ? 0 : 1 + random.below(MAX_SPOILS);
    const parts = {
      method,
      params: valuesOf(described, "path"),
      query: Object.entries(valuesOf(described, "query")),
      body: bodyOf(described),
      headers: {} as Record<string, string>,
      suffix: "",
    };
    let raw: Buffer | undefined;
    const spoilings: (() => void)[] = [
      spoilBody,
      spoilBody,
      () => spoilRecord(parts.params),
      () => {
        const entry = parts.query[random.below(parts.query.length || 1)];
        if (entry) entry[1] = spoilValue(random, entry[1]);
      },
      () => {
        parts.query.push([random.pick(["cursor", "limit", "from", "x[y]", ""]), spoilValue(random, "1")]);
      },
      () => {
        parts.query.push(["cursor", nastyCursor()]);
      },
      () => {
        Object.assign(parts.headers, random.pick(NASTY_HEADERS));
      },
      () => {
        if (random.chance(0.3)) parts.suffix = random.pick(NASTY_PATHS);
      },
      () => {
        if (random.chance(0.3)) parts.method = random.pick(METHODS);
      },
      () => {
        if (random.chance(0.3)) raw = nastyBytes();
      },
    ];
    function spoilBody() {
      if (parts.body) parts.body = { ...parts.body, value: spoilValue(random, parts.body.value) };
    }
    for (let spoil = 0; spoil < spoils; spoil++) random.pick(spoilings)();
    const target = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts.params[name]));
    const query = parts.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
    const body = raw ?? (parts.body && toBytes(parts.body));
    return {
      method: parts.method,
      path: `/api${target}${parts.suffix}${query && `?${query}`}`.slice(0, MAX_TARGET_LENGTH),
      headers: {
        ...(parts.body ? { "content-type": parts.body.type } : {}),
        ...(authorization ? { authorization } : {}),
        ...parts.headers,
      },
      ...(body ? { body } : {}),
    };
  };

  function valuesOf({ parameters = [] }: Described, where: string): Record<string, unknown> {
    return Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === where && (parameter.required || random.chance(0.5)))
        .map(({ name, schema }) => [name, makeValue(random, schema, name, known)]),
    );
  }

  function bodyOf({ requestBody }: Described): { type: string; value: unknown } | undefined {
    const [content] = Object.entries(requestBody?.content ?? {});
    if (!content) return undefined;
    const [type, { schema }] = content;
    if (type !== "application/json") return { type: "multipart/form-data; boundary=fuzz", value: formText() };
    return { type, value: makeValue(random, schema, "", known) };
  }

  function formText(): string {
    const name = random.pick(["file", "file", "file", "photo", ""]);
    const fileName = random.pick(["a.jpg", "a.png", "", "x".repeat(400), "a\u0000.gif", "ä漢.webp"]);
    const type = random.pick(["image/jpeg", "image/png", "text/html", "", "application/octet-stream"]);
    const bytes = random.pick(["", "\xff\xd8\xff\xe0 no picture", "GIF89a", "<svg/>", "\r\n--fuzz"]);
    const head = `Content-Disposition: form-data; name="${name}"; filename="${fileName}"`;
    const part = `--fuzz\r\n${head}${type && `\r\nContent-Type: ${type}`}\r\n\r\n${bytes}${random.below(1e9)}\r\n`;
    return `${part.repeat(random.pick([1, 1, 1, 2, 40]))}${random.pick(["--fuzz--\r\n", "--fuzz--", "--fuzz", ""])}`;
  }

  function toBytes({ type, value }: { type: string; value: unknown }): Buffer {
    if (type !== "application/json" && typeof value === "string") return Buffer.from(value, "latin1");
    return Buffer.from(JSON.stringify(value) ?? "");
  }

  function spoilRecord(record: Record<string, unknown>): void {
    const names = Object.keys(record);
    if (names.length > 0) record[random.pick(names)] = spoilValue(random, record[random.pick(names)]);
  }

  function nastyCursor(): string {
    const keys = { pk: "USER#1", sk: "IMAGE#1", directoryPk: random.pick(known.get("id") ?? ["x"]), directorySk: "" };
    return Buffer.from(JSON.stringify(spoilValue(random, keys)) ?? "").toString("base64url");
  }

  function nastyBytes(): Buffer {
    return random.pick([
      Buffer.from("{"),
      Buffer.from("null"),
      Buffer.from('{"a":'.repeat(5_000)),
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from('"\\ud800"'),
      Buffer.alloc(300 * 1024, "x"),
      Buffer.from('{"email":1,"email":2}'),
    ]);
  }
}

/** Percent-encoded whatever it is; half a surrogate pair goes as the bytes that some clients make of it. */
function encode(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return [...text]
    .map((character) => (character.isWellFormed() ? encodeURIComponent(character) : "%ED%A0%80"))
    .join("");
}
