import type { Metadata } from "next";
import { Link } from "#app/_components/link.tsx";
import { InlineCode } from "./_components/inline-code.tsx";
import { Method } from "./_components/method.tsx";
import { toGroupPath } from "./_components/openapi-shape.ts";
import { apiGroups, readDocument } from "./_components/read-document.ts";

export const metadata: Metadata = { title: "API" };

export default function ApiPage() {
  const { info } = readDocument();
  return (
    <>
      <h1 className="text-3xl font-semibold tracking-tight">{info.title}</h1>
      <p className="mt-3 max-w-prose text-muted">
        <InlineCode text={info.description ?? ""} />
      </p>
      <p className="mt-3 max-w-prose text-muted">
        Calls that need you to be signed in take the token that{" "}
        <code className="font-mono text-sm">POST /api/login</code> answers, or the session of your browser.
      </p>
      {apiGroups().map(({ name, description, operations }) => (
        <section key={name} aria-labelledby={`group-${name}`} className="mt-10">
          <h2 id={`group-${name}`} className="text-xl font-semibold tracking-tight">
            <Link href={toGroupPath(name)} className="rounded hover:underline">
              {name}
            </Link>
          </h2>
          <p className="mt-1 text-muted">{description}</p>
          <ul className="mt-3 divide-y divide-line border-y border-line">
            {operations.map(({ operationId, method, path, summary }) => (
              <li key={operationId} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2 text-sm">
                <Method name={method} />
                <code className="font-mono break-all">/api{path}</code>
                <a
                  href={`${toGroupPath(name)}#${operationId}`}
                  className="rounded text-accent underline-offset-4 hover:underline"
                >
                  {summary}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
