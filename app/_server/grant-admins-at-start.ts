import "server-only";
import { syncConfiguredAdmins } from "#lib/accounts/grant-configured-admins.ts";
import { logFault } from "#lib/log-fault.ts";
import { webServices } from "./web-services.ts";

/**
 * Brings the grants in line with ADMIN_EMAILS. A database that does not answer yet keeps no server from starting:
 * whoever registers or signs in with a listed address is granted then.
 */
export async function grantAdminsAtStart(): Promise<void> {
  try {
    await syncConfiguredAdmins(webServices());
  } catch (error) {
    logFault("admin roles were not brought in line with ADMIN_EMAILS", {}, error);
  }
}
