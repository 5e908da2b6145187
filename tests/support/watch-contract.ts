import type { APIRequestContext, APIResponse, BrowserContext } from "@playwright/test";
import { findUndescribed } from "./api-contract.ts";

export interface Contract {
  /** Compares every answer that pages of the context receive. */
  watchBrowser(context: BrowserContext): void;
  /** Compares every answer to the test's own requests. */
  watchRequests(request: APIRequestContext): void;
  /** What was not described, once all answers so far are compared. */
  faults(): Promise<string[]>;
}

/** The parts of Playwright's two kinds of response that are compared. */
interface WatchedResponse {
  url(): string;
  status(): number;
  headers(): Record<string, string>;
  text(): Promise<string>;
}

/** Watches what a test sees of the API. */
export function createContract(): Contract {
  const faults: string[] = [];
  const pending: Promise<void>[] = [];

  const compare = async (method: string, response: WatchedResponse) => {
    if (!/\/api(\/|$|\?)/.test(response.url())) return;
    // The body of an answer whose page is left at once is gone.
    const body = await response.text().catch(() => undefined);
    if (body === undefined) return;
    const contentType = response.headers()["content-type"];
    faults.push(...findUndescribed({ method, url: response.url(), status: response.status(), contentType, body }));
  };

  return {
    watchBrowser: (context) => {
      context.on("response", (response) => {
        pending.push(compare(response.request().method(), response));
      });
    },
    watchRequests: (request) => {
      const { fetch } = request;
      // `get`, `post` and the others go through it too.
      request.fetch = async <T>(...[target, options]: Parameters<typeof fetch>) => {
        const response = (await fetch.call(request, target, options)) as APIResponse<T>;
        const method = options?.method ?? (typeof target === "string" ? "GET" : target.method());
        pending.push(compare(method, response));
        return response;
      };
    },
    faults: async () => {
      await Promise.all(pending);
      return faults;
    },
  };
}
