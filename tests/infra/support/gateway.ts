import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Plan } from "./plan.ts";

/*
 * Stands in for an HTTP API of API Gateway: it does with requests what a plan says. No emulator here has its data
 * plane.
 */

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const MAX_GATEWAY_BYTES = 10_000_000;

const ID_BYTES = 11;

interface Route {
  /** "POST /login", "ANY /{proxy+}" */
  key: string;
  uri: string;
  /** What it does to a request's headers, "overwrite:header.x-any": "$context.requestId". */
  parameters: Record<string, string>;
}

interface Throttle {
  rate: number;
  burst: number;
}

export interface GatewayPlan {
  routes: Route[];
  throttle: Throttle;
  throttles: Record<string, Throttle>;
  /** With "$context.…" in the place of values. */
  logFormat: string;
}

/** Reads the gateway out of a plan in which the address that it forwards to is known. */
export function toGatewayPlan({ resources }: Plan): GatewayPlan {
  const values = (type: string) => resources.filter((one) => one.type === type).map(({ values }) => values);
  const [stage] = values("aws_apigatewayv2_stage") as {
    access_log_settings: { format: string }[];
    default_route_settings: { throttling_rate_limit: number; throttling_burst_limit: number }[];
    route_settings: { route_key: string; throttling_rate_limit: number; throttling_burst_limit: number }[];
  }[];
  const [whole] = stage?.default_route_settings ?? [];
  if (!stage || !whole) throw new Error("Expected a stage with limits in the plan");
  // Which integration a route leads to is known by its id after an apply, and before by its place in the configuration.
  const integrations = new Map(
    resources
      .filter(({ type }) => type === "aws_apigatewayv2_integration")
      .map(({ address, values }) => [address.replace("_integration", "_route"), values]),
  );
  const routes = resources
    .filter(({ type }) => type === "aws_apigatewayv2_route")
    .map(({ address, values: { route_key } }) => {
      const { integration_uri, request_parameters } = integrations.get(address) ?? {};
      const parameters = (request_parameters ?? {}) as Record<string, string>;
      return { key: String(route_key), uri: String(integration_uri), parameters };
    });
  return {
    routes,
    throttle: { rate: whole.throttling_rate_limit, burst: whole.throttling_burst_limit },
    throttles: Object.fromEntries(
      stage.route_settings.map((one) => [
        one.route_key,
        { rate: one.throttling_rate_limit, burst: one.throttling_burst_limit },
      ]),
    ),
    logFormat: stage.access_log_settings[0]?.format ?? "",
  };
}

export interface Gateway extends AsyncDisposable {
  url: string;
  /** Lines of the access log. */
  log: Record<string, string>[];
}

/** Serves a planned gateway on this machine. */
export async function startGateway(plan: GatewayPlan): Promise<Gateway> {
  const log: Gateway["log"] = [];
  const allow = createThrottle(plan);
  const server = createServer((incoming, response) => {
    const startedAt = performance.now();
    const requestId = `${randomBytes(ID_BYTES).toString("base64url")}=`;
    const { pathname, search } = new URL(incoming.url ?? "/", "http://gateway");
    const route = findRoute(plan.routes, incoming.method ?? "GET", pathname);
    response.once("finish", () => {
      const latencyMs = performance.now() - startedAt;
      const context = toContext(incoming, response, { requestId, routeKey: route?.key, latencyMs });
      log.push(
        JSON.parse(plan.logFormat.replace(/\$context\.([\w.]+)/g, (_all, name: string) => context[name] ?? "-")),
      );
    });
    if (!route) return refuse(response, 404, "Not Found");
    if (!allow(route.key)) return refuse(response, 429, "Too Many Requests");
    if (Number(incoming.headers["content-length"]) > MAX_GATEWAY_BYTES) {
      incoming.resume();
      return refuse(response, 413, "Request Entity Too Large");
    }
    overwriteHeaders(incoming, route, requestId);
    forward(incoming, response, `${route.uri}${search}`);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A route of the very method and path, else one with parts in braces, else the greedy one; its address has what they
 * took.
 */
function findRoute(routes: Route[], method: string, path: string): Route | undefined {
  const exact = routes.find(({ key }) => key === `${method} ${path}`);
  if (exact) return exact;
  for (const route of routes.filter(({ key }) => key.startsWith(`${method} `) && key.includes("{"))) {
    const pattern = (route.key.split(" ")[1] ?? "").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const taken = new RegExp(`^${pattern}$`).exec(path)?.groups;
    if (taken) return { ...route, uri: route.uri.replace(/\{(\w+)\}/g, (_, name: string) => taken[name] ?? "") };
  }
  const greedy = routes.find(({ key }) => key === "ANY /{proxy+}");
  // "/" alone has nothing for {proxy+} to take.
  return greedy && path !== "/" ? { ...greedy, uri: greedy.uri.replace("{proxy}", path.slice(1)) } : undefined;
}

/** A bucket of tokens each for routes with limits of their own, and one for all others. */
function createThrottle({ throttle, throttles }: GatewayPlan): (key: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const { rate, burst } = throttles[key] ?? throttle;
    const name = key in throttles ? key : "";
    const { tokens, at } = buckets.get(name) ?? { tokens: burst, at: performance.now() };
    const now = performance.now();
    const left = Math.min(burst, tokens + ((now - at) / 1000) * rate) - 1;
    buckets.set(name, { tokens: Math.max(left, 0), at: now });
    return left >= 0;
  };
}

function overwriteHeaders({ headers }: IncomingMessage, { parameters }: Route, requestId: string): void {
  for (const [name, value] of Object.entries(parameters)) {
    const [, header] = /^overwrite:header\.(.+)$/.exec(name) ?? [];
    if (!header) throw new Error(`Expected a header to overwrite but the plan says ${name}`);
    headers[header] = value.replace("$context.requestId", requestId);
  }
}

function forward(incoming: IncomingMessage, response: ServerResponse, uri: string): void {
  const { host, ...headers } = incoming.headers;
  const upstream = request(uri, { method: incoming.method, headers }, (answer) => {
    response.statusCode = answer.statusCode ?? 502;
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined) response.setHeader(name, value);
    answer.pipe(response);
  });
  upstream.once("error", () => refuse(response, 503, "Service Unavailable"));
  incoming.pipe(upstream);
}

/** The gateway's own answers are no problem documents. */
function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}

function toContext(
  incoming: IncomingMessage,
  response: ServerResponse,
  { requestId, routeKey, latencyMs }: { requestId: string; routeKey: string | undefined; latencyMs: number },
): Record<string, string> {
  return {
    requestId,
    // Of the answer that it hands on; its own have none.
    awsEndpointRequestId: String(response.getHeader("x-amzn-requestid") ?? "-"),
    requestTime: new Date().toUTCString(),
    "identity.sourceIp": incoming.socket.remoteAddress ?? "",
    httpMethod: incoming.method ?? "",
    routeKey: routeKey ?? "$default",
    status: String(response.statusCode),
    responseLatency: latencyMs.toFixed(0),
  };
}
