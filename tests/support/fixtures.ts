import { randomUUID } from "node:crypto";
import { AxeBuilder } from "@axe-core/playwright";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";
import { createScheduledServices, type ScheduledServices } from "#jobs/scheduled.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { scheduledConfig } from "#lib/config.ts";
import { cloudEnvironment } from "../../cli/admin/cloud-environment.ts";
import { beginApiToken, beginBrowserSession } from "./begin-session.ts";
import { type Contract, createContract } from "./watch-contract.ts";

export { expect };

/** A person with an account of their own, as nobody else's test knows it. */
export interface Person {
  email: string;
  password: string;
  /** For `Authorization: Bearer`. */
  token: string;
}

interface Fixtures {
  /** Fails the test when an answer of the API was none that the OpenAPI document describes. */
  contract: Contract;
  /** Registered through the API, not signed in to the browser. */
  person: Person;
  /** Signs the browser in as `person` and returns them. No page is opened: each costs a second of a processor. */
  signedIn: Person;
  /** Requests to the API as `person`. */
  api: APIRequestContext;
  /** The table, bucket and queues of the system under test, to do damage there. */
  cloud: ScheduledServices;
  /** The id of `person`, by which the table and the bucket know them. */
  personId: string;
  /** Fails when the page breaks a rule of WCAG 2.2 A or AA, or of good practice; or one of those named. */
  expectAccessible: (page?: Page, rules?: string[]) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  baseURL: async ({}, use) => {
    const url = process.env.SKYLIGHT_URL;
    if (!url) throw new Error("Expected SKYLIGHT_URL to name the system under test but it is not set");
    await use(url);
  },

  contract: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const contract = createContract();
      await use(contract);
      expect(await contract.faults()).toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, contract, serviceWorkers }, use) => {
    // As in a browser that knows none, so that nothing is fetched for one either.
    if (serviceWorkers === "block")
      await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
    contract.watchBrowser(context);
    contract.watchRequests(context.request);
    await use(context);
    await contract.faults();
  },

  request: async ({ request, contract }, use) => {
    contract.watchRequests(request);
    await use(request);
  },

  person: async ({ baseURL, playwright, contract }, use) => {
    const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
    contract.watchRequests(request);
    await use(await registerPerson(request));
    await request.dispose();
  },

  signedIn: async ({ page, person }, use) => {
    await openSession(page, person);
    await use(person);
  },

  api: async ({ baseURL, person, playwright, contract }, use) => {
    const request = await playwright.request.newContext({
      baseURL: baseURL ?? "",
      extraHTTPHeaders: { authorization: `Bearer ${person.token}` },
    });
    contract.watchRequests(request);
    await use(request);
    await request.dispose();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  cloud: async ({}, use) => {
    const environment = await cloudEnvironment({ DATA_DIR: process.env.SKYLIGHT_DATA_DIR });
    // The clients find the cloud the way they do everywhere.
    Object.assign(process.env, environment);
    const cloud = createScheduledServices(scheduledConfig(environment));
    await use(cloud);
    for (const { client } of [cloud.database, cloud.storage, cloud.queue]) client.destroy();
  },

  personId: async ({ cloud, person }, use) => {
    const user = await findUserByEmail(cloud.database, person.email);
    if (!user) throw new Error(`Expected an account of ${person.email} but there is none`);
    await use(user.id);
  },

  expectAccessible: async ({ page }, use) => {
    await use(async (checked = page, rules) => {
      await checked.evaluate(animationsToEnd);
      // In the page alone: there are no frames of others, for which it would gather its results in a page of its own.
      const axe = new AxeBuilder({ page: checked }).setLegacyMode().options({ resultTypes: ["violations"] });
      if (rules) axe.withRules(rules);
      else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, help, nodes }) => ({
        rule: id,
        help,
        where: nodes.map(({ target }) => target.join(" ")),
      }));
      expect(found).toEqual([]);
    });
  },
});

/** Resolves when nothing fades in or out any more: half-faded words have too little contrast. Runs in the page. */
async function animationsToEnd(): Promise<void> {
  const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
}

/** Creates an account through the API. */
export async function registerPerson(request: APIRequestContext): Promise<Person> {
  const email = `${randomUUID()}@example.org`;
  const password = "correct horse battery staple";
  const registration = await request.post("/api/register", { data: { email, password } });
  expect(registration.status(), await registration.text()).toBe(201);
  const begun = await beginApiToken(email);
  if (begun) return { email, password, token: begun };
  const login = await request.post("/api/login", { data: { email, password } });
  expect(login.status(), await login.text()).toBe(200);
  const { token } = await login.json();
  return { email, password, token };
}

/** Signs the browser in as the sign-in page does, without the page. */
export async function openSession(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  const begun = await beginBrowserSession(email, await page.evaluate(() => navigator.userAgent));
  if (begun) {
    const cookie = { url: process.env.SKYLIGHT_URL ?? "", httpOnly: true, sameSite: "Lax" as const };
    await page.context().addCookies(begun.map((each) => ({ ...cookie, ...each })));
    return;
  }
  const { request } = page.context();
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const answer = await request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email, password, json: "true" },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const cookies = await page.context().cookies();
  expect(cookies.map(({ name }) => name)).toContain("next-auth.session-token");
}

/** Signs in on the sign-in page and waits until it is left behind. */
export async function signIn(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}
