import type { AuditActor } from "#lib/audit/audit-event.ts";
import { type AuditServices, recordHourly } from "#lib/audit/record-audit.ts";
import { isAppError } from "#lib/errors.ts";
import { clientNetwork } from "./client-network.ts";

/**
 * Runs a limit and records once an hour for the same actor and network that it refused. What is thrown passes through.
 */
export async function recordThrottling<T>(
  services: AuditServices,
  actor: AuditActor,
  address: string | undefined,
  limit: () => Promise<T>,
): Promise<T> {
  try {
    return await limit();
  } catch (error) {
    if (isAppError(error, "too_many_requests")) {
      await recordHourly(services, {
        action: "attempts_throttled",
        actor,
        ...(address ? { address: clientNetwork(address) } : {}),
      });
    }
    throw error;
  }
}
