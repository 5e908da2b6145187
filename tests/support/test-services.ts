import { randomBytes } from "node:crypto";
import { ulid } from "ulid";
import type { Client } from "#lib/accounts/session.ts";
import type { User } from "#lib/accounts/user.ts";
import { webConfig } from "#lib/config.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { startTestCloud, type TestCloud } from "./test-cloud.ts";
import { openTestLibrary } from "./test-library.ts";

export interface TestServices extends AsyncDisposable {
  services: LibraryServices;
  cloud: TestCloud;
  stop(): Promise<void>;
}

/** A local cloud of its own and the use cases' services on it, with settings of the caller's where it names any. */
export async function startTestServices(environment: Record<string, string> = {}): Promise<TestServices> {
  const cloud = await startTestCloud();
  const { database, storage, queue } = cloud;
  const config = webConfig({
    ...cloud.cloud.environment,
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    ...environment,
  });
  const lists = await openTestLibrary(cloud);
  const stop = async () => {
    await lists[Symbol.asyncDispose]();
    await cloud.stop();
  };
  const services = { config, database, storage, queue, library: lists.library };
  return { services, cloud, stop, [Symbol.asyncDispose]: stop };
}

/** Whoever asks for a session, where it does not matter who. */
export const someClient: Client = { address: "192.0.2.200", userAgent: "tests" };

/** A user who has not been stored: enough for use cases that take the signed-in user as given. */
export function someUser(overrides: Partial<User> = {}): User {
  const id = ulid();
  return {
    id,
    email: `${id.toLowerCase()}@example.org`,
    passwordHash: "",
    role: "user",
    sessionVersion: 0,
    createdAt: new Date().toISOString(),
    ...overrides,
  };
}
