import { listAdminIds } from "#lib/accounts/admins-repository.ts";
import { changeRole } from "#lib/accounts/change-access.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { adminConfig, ConfigError } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import { AppError } from "#lib/errors.ts";
import { cloudEnvironment, NotRunningError } from "./admin/cloud-environment.ts";

/*
 * npm run admin: gives and takes the admin role, straight in the table. With TABLE set it works on AWS, by the SDK's
 * usual credentials; else on the system that runs on this machine.
 */

const USAGE = `Usage: npm run admin -- grant <e-mail>     make a user an admin
       npm run admin -- revoke <e-mail>    make an admin an ordinary user
       npm run admin -- list               name all admins

Works on the system that runs on this machine (DATA_DIR, .data unless set), or with TABLE and AWS_REGION set on AWS.`;

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const operator = { actor: { kind: "operator" } } as const;

process.exitCode = await main(process.argv.slice(2));

async function main([command, email, ...rest]: string[]): Promise<number> {
  const isList = command === "list" && email === undefined;
  const isChange = (command === "grant" || command === "revoke") && email !== undefined && rest.length === 0;
  if (!isList && !isChange) {
    console.error(USAGE);
    return EXIT_USAGE;
  }
  try {
    Object.assign(process.env, await cloudEnvironment(process.env));
    const config = adminConfig();
    const database = createDatabase(config);
    try {
      const services = { config, database };
      if (isList) await list(services);
      else await change(services, command === "grant" ? "admin" : "user", email ?? "");
      return 0;
    } finally {
      database.client.destroy();
    }
  } catch (error) {
    const isExpected = error instanceof AppError || error instanceof ConfigError || error instanceof NotRunningError;
    console.error(isExpected ? error.message : error);
    return EXIT_FAILED;
  }
}

type Services = Parameters<typeof changeRole>[0];

async function change(services: Services, role: User["role"], email: string): Promise<void> {
  const user = await findUserByEmail(services.database, normaliseEmail(email));
  if (!user) throw new AppError("not_found", `There is no account with the address ${email}. Register it first.`);
  await changeRole(services, operator, user, role);
  console.log(`${user.email} is ${role === "admin" ? "an admin" : "an ordinary user"} now.`);
}

async function list({ database }: Services): Promise<void> {
  const admins = await Promise.all((await listAdminIds(database)).map((userId) => findUser(database, userId)));
  const emails = admins.flatMap((user) => user?.email ?? []).sort();
  console.log(emails.length > 0 ? emails.join("\n") : "There is no admin yet: npm run admin -- grant <e-mail>");
}
