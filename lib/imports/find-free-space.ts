import { z } from "zod";
import type { CallApi } from "./library-client.ts";

const usageSchema = z.object({ usedBytes: z.number(), reservedBytes: z.number(), quotaBytes: z.number() });

/**
 * How many bytes of originals the account has room for. What is in its library already needs none, which is known once
 * a file has been read: more than fits may be imported. @throws as `call` does
 */
export async function findFreeSpace(call: CallApi): Promise<number> {
  const { usedBytes, reservedBytes, quotaBytes } = usageSchema.parse(await call("GET", "/api/usage"));
  return Math.max(0, quotaBytes - usedBytes - reservedBytes);
}
