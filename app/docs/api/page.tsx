import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "#app/_components/button-class.ts";
import { ThemeMenu } from "#app/_components/theme-menu.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { openApiDocument } from "#app/_server/openapi.ts";
import { webServices } from "#app/_server/web-services.ts";
import { type ApiDocument, listOperations } from "./_components/openapi-shape.ts";
import { InlineCode, OperationSection } from "./_components/operation-section.tsx";
import { SchemaTable } from "./_components/schema-table.tsx";

export const metadata: Metadata = { title: "API" };

export default function ApiPage() {
  // A document is plain JSON; going through it leaves the builder's own types behind.
  const document: ApiDocument = JSON.parse(JSON.stringify(openApiDocument()));
  const schemas = document.components?.schemas ?? {};
  const operations = listOperations(document);
  const groups = (document.tags ?? []).map((tag) => ({
    ...tag,
    operations: operations.filter((operation) => operation.tags?.includes(tag.name)),
  }));
  const server = `${webServices().config.appUrl}/api`;
  return (
    <>
      <header className="sticky top-0 z-30 border-b border-line bg-page/90 backdrop-blur-md">
        <div className="mx-auto flex h-15 max-w-6xl items-center gap-3 px-4 sm:px-6">
          <Link href="/" aria-label="Skylight, your photos" className="flex rounded-lg">
            <Wordmark />
          </Link>
          <span className="text-muted">API</span>
          <div className="ml-auto flex items-center gap-2">
            <a href="/api/openapi.json" className={buttonClass("secondary", "small")}>
              openapi.json
            </a>
            <ThemeMenu />
          </div>
        </div>
      </header>
      <div className="mx-auto max-w-6xl gap-10 px-4 sm:px-6 lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
        <nav
          aria-label="Operations"
          className="hidden py-8 text-sm lg:sticky lg:top-15 lg:block lg:max-h-[calc(100dvh-3.75rem)] lg:self-start lg:overflow-y-auto"
        >
          {groups.map((group) => (
            <div key={group.name} className="mb-5">
              <p className="mb-1 font-semibold">{group.name}</p>
              <ul>
                {group.operations.map((operation) => (
                  <li key={operation.operationId}>
                    <a href={`#${operation.operationId}`} className="block rounded py-1 text-muted hover:text-ink">
                      {operation.summary}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
          <p className="mb-1 font-semibold">Schemas</p>
          <ul>
            {Object.keys(schemas).map((name) => (
              <li key={name}>
                <a href={`#schema-${name}`} className="block rounded py-1 text-muted hover:text-ink">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" tabIndex={-1} className="min-w-0 py-8 outline-none">
          <h1 className="text-3xl font-semibold tracking-tight">{document.info.title}</h1>
          <p className="mt-3 max-w-prose text-muted">
            <InlineCode text={document.info.description ?? ""} />
          </p>
          <p className="mt-3 max-w-prose text-muted">
            Calls that need you to be signed in take the token that{" "}
            <a href="#login" className="rounded text-accent underline underline-offset-4 hover:text-accent-hover">
              POST /api/login
            </a>{" "}
            answers, or the session of your browser.
          </p>
          {groups.map((group) => (
            <section key={group.name} aria-labelledby={`tag-${group.name}`} className="mt-12">
              <h2 id={`tag-${group.name}`} className="text-xl font-semibold tracking-tight">
                {group.name}
              </h2>
              <p className="mt-1 mb-6 text-muted">{group.description}</p>
              {group.operations.map((operation) => (
                <OperationSection key={operation.operationId} operation={operation} server={server} schemas={schemas} />
              ))}
            </section>
          ))}
          <section aria-labelledby="schemas" className="mt-12">
            <h2 id="schemas" className="text-xl font-semibold tracking-tight">
              Schemas
            </h2>
            {Object.entries(schemas).map(([name, schema]) => (
              <section key={name} id={`schema-${name}`} className="scroll-mt-20 py-6">
                <h3 className="mb-3 font-mono font-semibold">{name}</h3>
                {schema.description && <p className="mb-3 text-muted">{schema.description}</p>}
                <SchemaTable schema={schema} />
              </section>
            ))}
          </section>
        </main>
      </div>
    </>
  );
}
