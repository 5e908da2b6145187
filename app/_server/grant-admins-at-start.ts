import "server-only";
import { syncConfiguredAdmins } from "#lib/accounts/grant-configured-admins.ts";
import { webServices } from "./web-services.ts";

/**
 * Brings the grants in line with ADMIN_EMAILS. A database that does not answer yet keeps no server from starting:
 * whoever registers or signs in with a listed address is granted then.
 */
export async function grantAdminsAtStart(): Promise<void> {
  try {
    await syncConfiguredAdmins(webServices());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(JSON.stringify({ level: "error", message: "ADMIN_EMAILS was not compared", error: reason }));
  }
}
