import { z } from "zod";
import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import { getUsage } from "./usage-repository.ts";

export const usageViewSchema = z
  .object({
    usedBytes: z.number().int().describe("Bytes of all originals, those in the trash included"),
    reservedBytes: z.number().int().describe("Bytes held for uploads that have not finished"),
    quotaBytes: z.number().int(),
    imageCount: z.number().int(),
  })
  .meta({ id: "Usage" });

export async function getUsageView(services: Services, user: User): Promise<z.infer<typeof usageViewSchema>> {
  const usage = await getUsage(services.database, user.id);
  return {
    usedBytes: usage.usedBytes,
    reservedBytes: usage.committedBytes - usage.usedBytes,
    quotaBytes: user.quotaBytes ?? services.config.userQuotaBytes,
    imageCount: usage.imageCount,
  };
}
