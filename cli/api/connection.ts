import { readPassword } from "./read-password.ts";

/* How commands reach Skylight, as whom, and how much they do at once. */

const DEFAULT_URL = "http://localhost:3000";
const DEFAULT_CONCURRENCY = 4;
const MAX_CONCURRENCY = 32;

/** For `parseArgs`. */
export const connectionOptions = {
  email: { type: "string" },
  password: { type: "string" },
  url: { type: "string", default: DEFAULT_URL },
  concurrency: { type: "string", default: String(DEFAULT_CONCURRENCY) },
} as const;

export interface Connection {
  email: string;
  password: string | undefined;
  url: string;
  /** Files at once. */
  concurrency: number;
}

/** The connection that arguments name, or a sentence about what is wrong with them. */
export function readConnection(
  values: { email?: string | undefined; password?: string | undefined; url: string; concurrency: string },
  { needsAccount = true } = {},
): Connection | string {
  const { email = "" } = values;
  const concurrency = Number(values.concurrency);
  if (needsAccount && email === "") return "Expected --email but received none.";
  if (!URL.canParse(values.url)) return `Expected an address after --url but received "${values.url}".`;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
    return `Expected 1 to ${MAX_CONCURRENCY} after --concurrency but received "${values.concurrency}".`;
  }
  return { email, password: values.password, url: values.url.replace(/\/+$/, ""), concurrency };
}

/** The password of the arguments, else of SKYLIGHT_PASSWORD, else what is typed. */
export async function findPassword({ password }: Pick<Connection, "password">): Promise<string> {
  return password ?? process.env.SKYLIGHT_PASSWORD ?? (await readPassword("Password: "));
}
