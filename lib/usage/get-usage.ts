import type { z } from "zod";
import type { Services } from "#lib/services.ts";
import type { usageViewSchema } from "./usage.ts";
import { getUsage } from "./usage-repository.ts";

/** What a user may store and what they do store; `quotaBytes` is theirs, or else the configured default. */
export async function getUsageView(
  services: Services,
  user: { id: string; quotaBytes?: number | undefined },
): Promise<z.infer<typeof usageViewSchema>> {
  const usage = await getUsage(services.database, user.id);
  return {
    usedBytes: usage.usedBytes,
    reservedBytes: usage.committedBytes - usage.usedBytes,
    quotaBytes: user.quotaBytes ?? services.config.userQuotaBytes,
    imageCount: usage.imageCount,
  };
}
