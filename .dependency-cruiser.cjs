const { globSync, readFileSync } = require("node:fs");

/*
 * Who may import whom (see docs/architecture.md). Imports of types alone count as well: they too tie two
 * parts together. The parser is swc, because dependency-cruiser does not know this version of TypeScript.
 */

/** Modules that run in the browser: those that say so, whatever their name. */
const CLIENT_MODULES = globSync("{app,lib}/**/*.{ts,tsx}")
  .filter((path) => /^\s*["']use client["']/.test(readFileSync(path, "utf8")))
  .map((path) => `^${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

const TESTS = "\\.test\\.tsx?$";

/** Modules that speak to storage, queue or database, hold settings, or run use cases. */
const SERVER_ONLY = [
  "^lib/.+-repository\\.ts$",
  "^lib/(database|storage|queue|auth|http)/",
  "^lib/(config|services)\\.ts$",
  "^node_modules/@aws-sdk/",
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
    {
      name: "tests-and-tools-stay-outside",
      comment: "What runs in production never needs tests, the local cloud, benchmarks or the command line.",
      severity: "error",
      from: { path: "^(app|lib|thumbnail-worker)/", pathNot: TESTS },
      to: { path: "^(tests|local|bench|cli)/" },
    },
    {
      name: "local-without-tests",
      severity: "error",
      from: { path: "^(local|cli)/", pathNot: TESTS },
      to: { path: "^(tests|bench)/" },
    },
    {
      name: "lib-without-app",
      comment: "lib serves two runtimes and knows neither.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|thumbnail-worker)/" },
    },
    {
      name: "app-calls-use-cases",
      comment: "Pages and handlers call use cases; how things are stored is none of their business.",
      severity: "error",
      from: { path: "^app/" },
      to: {
        path: ["^lib/.+-repository\\.ts$", "^lib/(database|queue)/", "^thumbnail-worker/", "^node_modules/@aws-sdk/"],
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
          "^lib/[^/]+/(image|user|usage|album|share|tag|recipe|failure|processing-event)\\.ts$",
          "^lib/database/",
          "^lib/errors\\.ts$",
        ],
      },
    },
    {
      name: "worker-without-web",
      comment: "The worker is deployed alone and must start fast.",
      severity: "error",
      from: { path: "^thumbnail-worker/" },
      to: { path: ["^app/", "^lib/(auth|http)/", "^node_modules/(next|next-auth|react|react-dom)/"] },
    },
    {
      name: "database-below-the-nouns",
      severity: "error",
      from: { path: "^lib/(database|storage|queue)/", pathNot: TESTS },
      to: { path: "^lib/(auth|http|images|users|albums|shares)/" },
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
