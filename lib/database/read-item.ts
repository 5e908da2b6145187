import type { z } from "zod";
import { logFault } from "#lib/log-fault.ts";

/**
 * What is stored in an item, or undefined when it cannot be read; then it is logged with its key, and whoever lists
 * items leaves it out, so that one broken item spoils no list and stops no job.
 */
export function readOrLog<Schema extends z.ZodType>(
  schema: Schema,
  item: Record<string, unknown>,
  context: Record<string, unknown> = { pk: item.pk, sk: item.sk },
): z.output<Schema> | undefined {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const reason = result.error.issues.map(({ path, code }) => `${path.join(".")}: ${code}`).join(", ");
  logFault("unreadable item left out", context, reason);
  return undefined;
}
