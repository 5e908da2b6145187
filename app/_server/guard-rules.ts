import { webConfig } from "#lib/config.ts";
import type { RequestRules } from "#lib/http/request-rules.ts";
import { operations } from "./openapi.ts";

/** The rules of this application's requests, by its environment. @throws ConfigError */
export function requestRules(): RequestRules {
  const { appUrl, directUploadMaxBytes } = webConfig();
  return { appUrl, directUploadMaxBytes, operations };
}
