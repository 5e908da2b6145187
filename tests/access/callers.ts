import { randomBytes, randomUUID } from "node:crypto";
import { encode } from "next-auth/jwt";
import { runAdminCommand } from "#tests/support/admin-command.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";

/** Somebody who asks, with what they bring. */
export interface Caller {
  name: string;
  /** What the matrix expects of them: whether they are still who they say. */
  standing: "nobody" | "user" | "owner" | "admin" | "recipient";
  authorization?: string;
  cookie?: string;
}

export const COOKIE = "next-auth.session-token";

export interface People {
  callers: Caller[];
  owner: ApiSession;
  admin: ApiSession;
  /** The owner shares an album with them. */
  recipient: ApiSession;
  victimId: string;
}

/** Makes all the people of the matrix, and ends what some of them have. */
export async function makePeople(url: string): Promise<People> {
  const someone = () => registerSession(url);
  const owner = await someone();
  const admin = await someone();
  await runAdminCommand("grant", admin.email);
  const toUserId = async ({ email }: ApiSession): Promise<string> => {
    const response = await admin.fetch(`/api/admin/users?search=${email}`);
    return (await response.json()).users[0].id;
  };
  const change = (id: string, body: object) =>
    admin.fetch(`/api/admin/users/${id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  const callers: Caller[] = [{ name: "visitor", standing: "nobody" }];
  /** The same person twice, once by token and once by cookie. */
  const add = async (
    name: string,
    standing: Caller["standing"],
    person: ApiSession,
    ended?: (person: ApiSession, cookie: string) => Promise<Response>,
  ) => {
    const cookie = await signIn(url, person);
    if (ended) {
      await expectOk(ended(person, cookie));
    }
    callers.push({ name: `${name} by token`, standing, authorization: `Bearer ${person.token}` });
    callers.push({ name: `${name} by cookie`, standing, cookie });
  };

  await add("owner", "owner", owner);
  const recipient = await someone();
  await add("recipient", "recipient", recipient);
  await add("other user", "user", await someone());
  await add("revoked", "nobody", await someone(), ({ fetch }) =>
    fetch("/api/account/sign-out-everywhere", { method: "POST" }),
  );
  await add("password changed", "nobody", await someone(), (person) =>
    person.fetch("/api/account/password", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ currentPassword: person.password, newPassword: randomUUID() }),
    }),
  );
  await add("disabled", "nobody", await someone(), async (person) =>
    change(await toUserId(person), { disabled: true }),
  );
  await add("removed", "nobody", await someone(), async (person) =>
    admin.fetch(`/api/admin/users/${await toUserId(person)}`, { method: "DELETE" }),
  );
  const demoted = await someone();
  await runAdminCommand("grant", demoted.email);
  await add("demoted admin", "user", demoted, async (person) => change(await toUserId(person), { role: "user" }));
  await add("admin", "admin", admin);

  // Signing out ends the session that signs out; an API token of the same person is another.
  const leaving = await someone();
  const leftCookie = await signIn(url, leaving);
  await signOut(url, leftCookie);
  callers.push({ name: "signed out, cookie kept", standing: "nobody", cookie: leftCookie });

  const ending = await someone();
  const sessionId = await currentSessionId(ending);
  await expectOk(ending.fetch(`/api/account/sessions/${sessionId}`, { method: "DELETE" }));
  callers.push({ name: "session ended, token kept", standing: "nobody", authorization: `Bearer ${ending.token}` });

  const cookie = await signIn(url, owner);
  callers.push({
    name: "cookie as token",
    standing: "nobody",
    authorization: `Bearer ${cookie.slice(COOKIE.length + 1)}`,
  });
  callers.push({ name: "token as cookie", standing: "nobody", cookie: `${COOKIE}=${owner.token}` });
  const forged = await forge(await toUserId(admin), await currentSessionId(admin));
  callers.push({ name: "forged token", standing: "nobody", authorization: `Bearer ${forged}` });
  callers.push({ name: "forged cookie", standing: "nobody", cookie: `${COOKIE}=${forged}` });
  return { callers, owner, admin, recipient, victimId: await toUserId(await someone()) };
}

/** What a session of the admin holds, under a key that is not the server's. */
function forge(userId: string, sessionId: string): Promise<string> {
  return encode({ token: { sub: userId, sid: sessionId }, secret: randomBytes(32).toString("hex") });
}

/** The id of the session that the person's token names. */
export async function currentSessionId(person: ApiSession): Promise<string> {
  const response = await person.fetch("/api/account/sessions");
  const { sessions } = (await response.json()) as { sessions: { id: string; isCurrent: boolean }[] };
  const current = sessions.find(({ isCurrent }) => isCurrent);
  if (!current) throw new Error(`Expected a current session but received ${response.status}`);
  return current.id;
}

async function expectOk(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
}

/** Signs in as a browser does. Returns the session's cookie. */
async function signIn(url: string, { email, password }: ApiSession): Promise<string> {
  const { csrfToken, jar } = await openJar(url);
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: jar },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(`${COOKIE}=`));
  if (!cookie) throw new Error(`Expected a session but received ${answer.status}: ${await answer.text()}`);
  return cookie.split(";", 1)[0] ?? "";
}

async function signOut(url: string, cookie: string): Promise<void> {
  const { csrfToken, jar } = await openJar(url);
  const answer = await fetch(`${url}/api/auth/signout`, {
    method: "POST",
    headers: { cookie: `${jar}; ${cookie}`, origin: url },
    body: new URLSearchParams({ csrfToken, json: "true" }),
  });
  if (!answer.ok) throw new Error(`Expected to sign out but received ${answer.status}`);
}

async function openJar(url: string): Promise<{ csrfToken: string; jar: string }> {
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const jar = csrf.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  return { csrfToken: (await csrf.json()).csrfToken, jar: jar.join("; ") };
}
