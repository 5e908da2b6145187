import "server-only";
import { webConfig } from "#lib/config.ts";
import { createServices, type Services } from "#lib/services.ts";

let services: Services | undefined;

/** The web server's services, made from its environment at the first request. @throws ConfigError */
export function webServices(): Services {
  services ??= createServices(webConfig());
  return services;
}
