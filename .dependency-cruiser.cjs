const { globSync, readFileSync } = require("node:fs");

/*
 * Who may import whom (see docs/architecture.md). Imports of types alone count as well: they too tie two
 * parts together. The parser is swc, because dependency-cruiser does not know this version of TypeScript.
 */

/**
 * The floors of `lib` from the top down; a floor imports lower ones only. Folders of one floor know nothing of each
 * other. A name with a dot is a file.
 */
const FLOORS = [
  ["operations"],
  ["integrity"],
  ["shares", "exports"],
  ["bulk"],
  ["library"],
  ["albums", "tags", "uploads", "imports"],
  ["processing", "clean-copy"],
  ["images"],
  ["accounts"],
  ["access"],
  ["audit", "usage", "metrics"],
  ["services.ts"],
  ["places"],
  ["database", "storage", "queue", "http"],
  ["config.ts"],
  ["metadata"],
  ["cursor-text.ts"],
  ["email-address.ts", "field-schemas.ts", "fold-words.ts", "retention.ts", "log-fault.ts", "errors.ts"],
];

/** Modules that run in the browser: those that say so, whatever their name. */
const CLIENT_MODULES = globSync("{app,lib}/**/*.{ts,tsx}")
  .filter((path) => /^\s*["']use client["']/.test(readFileSync(path, "utf8")))
  .map((path) => `^${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

const TESTS = "\\.test\\.tsx?$";

/** Modules that speak to storage, queue or database, hold settings, or run use cases. */
const SERVER_ONLY = [
  "^app/_server/",
  "^lib/.+-repository\\.ts$",
  "^lib/(database|storage|queue)/",
  "^lib/(config|services)\\.ts$",
  "^node_modules/@aws-sdk/",
];

/** Types and rules without a side effect: what components, descriptions of the API and the sandbox may know. */
const PURE_FILES = [
  "^lib/[^/]+/(?!get-|to-)[a-z-]+-(?:api|view|event|run|group)\\.ts$",
  "^lib/[^/]+/(?:image|user|session|recipe|failure|usage|share|collection|saved-search|viewer)\\.ts$",
  "^lib/[^/]+/(?:bulk-change|bulk-action|image-query)\\.ts$",
  "^lib/clean-copy/",
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or need a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "nothing-unresolved",
      severity: "error",
      from: {},
      // Types only, of a package that holds nothing else.
      to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
    },
    ...floorRules(),
    {
      name: "lib-on-a-floor",
      comment: "Each folder of lib has its place in the list of floors above.",
      severity: "error",
      from: {},
      to: { path: "^lib/", pathNot: [`^lib/(${FLOORS.flat().map(escapeDots).join("|")})(/|$)`] },
    },
    {
      name: "lib-without-frameworks",
      comment: "lib serves web server, worker and jobs; what binds it to Next is in app/_server.",
      severity: "error",
      from: { path: "^lib/" },
      to: {
        path: ["^(app|jobs|thumbnail-worker)/", "^node_modules/(next|next-auth|react|react-dom|server-only)/"],
        pathNot: "^node_modules/next-auth/jwt",
      },
    },
    {
      name: "next-auth-in-accounts-only",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/accounts/" },
      to: { path: "^node_modules/next-auth/" },
    },
    {
      name: "tests-and-tools-stay-outside",
      comment: "What runs in production never needs tests, the local cloud, benchmarks or the command line.",
      severity: "error",
      from: {
        path: ["^(app|jobs|lib|thumbnail-worker)/", "^hosting/start\\.ts$", "^(proxy|instrumentation)\\.ts$"],
        pathNot: TESTS,
      },
      to: { path: "^(tests|local|bench|cli)/" },
    },
    {
      name: "local-without-tests",
      severity: "error",
      from: { path: "^(local|cli)/", pathNot: TESTS },
      to: { path: "^(tests|bench)/" },
    },
    {
      name: "app-calls-use-cases",
      comment: "Pages and handlers call use cases; how things are stored is none of their business.",
      severity: "error",
      from: { path: "^app/" },
      to: {
        path: [
          "^lib/.+-repository\\.ts$",
          "^lib/(database|queue)/",
          "^(jobs|thumbnail-worker)/",
          "^node_modules/@aws-sdk/",
        ],
      },
    },
    {
      name: "components-stay-in-the-browser",
      comment: "Components that run in the browser reach pure files only.",
      severity: "error",
      from: { path: CLIENT_MODULES },
      to: { path: SERVER_ONLY, reachable: true },
    },
    {
      name: "pure-files-stay-pure",
      comment: "Types, rules and descriptions of the API reach no repository and no client.",
      severity: "error",
      from: { path: PURE_FILES, pathNot: TESTS },
      to: { path: SERVER_ONLY, reachable: true },
    },
    {
      name: "repository-keeps-to-its-noun",
      comment: "A repository reads and writes its own noun; a use case brings several together.",
      severity: "error",
      from: { path: "^lib/([^/]+)/[^/]+-repository\\.ts$" },
      to: {
        path: "^lib/",
        pathNot: [
          // Pure files and helpers of its own noun …
          "^lib/$1/(?!.*-repository\\.ts$)",
          // … the pure files of others, the database, and errors.
          ...PURE_FILES,
          "^lib/images/(processing-event|image-item)\\.ts$",
          "^lib/database/",
          "^lib/(cursor-text|errors)\\.ts$",
        ],
      },
    },
    {
      name: "worker-without-web",
      comment: "The worker is deployed alone and must start fast.",
      severity: "error",
      from: { path: "^thumbnail-worker/" },
      to: {
        path: ["^(app|jobs)/", "^lib/(accounts|http|operations)/", "^node_modules/(next|next-auth|react|react-dom)/"],
      },
    },
    {
      name: "sandbox-knows-no-cloud",
      comment: "What touches a stranger's bytes runs without credentials and knows of nothing that needs them.",
      severity: "error",
      from: { path: "^thumbnail-worker/sandbox/", pathNot: TESTS },
      to: { path: [...SERVER_ONLY, "^node_modules/@(aws|smithy)"], reachable: true },
    },
    {
      name: "jobs-call-lib",
      severity: "error",
      from: { path: "^jobs/" },
      to: { path: "^(app|thumbnail-worker)/" },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    // The swc visitor knows no "using" declarations, which tests like; they are reached here but not read.
    doNotFollow: { path: ["node_modules", "^tests/"] },
    exclude: { path: "^(\\.next|node_modules/\\.cache)/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
      conditionNames: ["import", "require", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};

function escapeDots(name) {
  return name.replaceAll(".", "\\.");
}

/** One rule a floor: its folders import themselves and what lies below. */
function floorRules() {
  return FLOORS.flatMap((floor, level) =>
    floor.map((name) => ({
      name: `floor-of-${name}`,
      comment: "A floor imports lower floors only, see the list at the top.",
      severity: "error",
      from: { path: `^lib/${escapeDots(name)}(/|$)`, pathNot: TESTS },
      to: {
        path: FLOORS.slice(0, level + 1)
          .flat()
          .filter((other) => other !== name)
          .map((other) => `^lib/${escapeDots(other)}(/|$)`),
      },
    })),
  ).filter(({ to }) => to.path.length > 0);
}
