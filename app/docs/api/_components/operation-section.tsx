import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { curlExample, needsToken } from "./curl-example.ts";
import { InlineCode } from "./inline-code.tsx";
import { Method } from "./method.tsx";
import type { JsonSchema, ListedOperation } from "./openapi-shape.ts";
import { PropertyRow, SchemaTable } from "./schema-table.tsx";

interface OperationSectionProps {
  operation: ListedOperation;
  server: string;
  schemas: Record<string, JsonSchema>;
}

export function OperationSection({ operation, server, schemas }: OperationSectionProps) {
  const { operationId, method, path, parameters = [], requestBody } = operation;
  const curl = curlExample(operation, server, schemas);
  return (
    <section
      id={operationId}
      aria-labelledby={`${operationId}-title`}
      className="scroll-mt-20 border-t border-line py-8"
    >
      <h2 id={`${operationId}-title`} className="text-lg font-semibold tracking-tight">
        {operation.summary}
      </h2>
      <p className="mt-2 flex flex-wrap items-center gap-2.5">
        <Method name={method} />
        <code className="font-mono text-sm break-all">/api{path}</code>
        <span className="text-[0.8125rem] text-muted">{needsToken(operation) ? "signed in" : "open to all"}</span>
      </p>
      {operation.description && (
        <p className="mt-3 max-w-prose text-muted">
          <InlineCode text={operation.description} />
        </p>
      )}
      <div className="relative mt-4 rounded-lg border border-line bg-raised">
        <pre
          // Scrolls sideways, so the keyboard must reach it.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs the focus (axe: scrollable-region-focusable)
          tabIndex={0}
          className="overflow-x-auto p-3.5 pr-14 font-mono text-[0.8125rem] leading-relaxed"
        >
          <code>{curl}</code>
        </pre>
        <CopyButton text={curl} label={`Copy the curl line: ${operation.summary}`} />
      </div>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <ul className="divide-y divide-line rounded-lg border border-line">
            {parameters.map((parameter) => (
              <PropertyRow
                key={parameter.name}
                name={parameter.name}
                schema={parameter.schema ?? {}}
                isRequired={parameter.required ?? false}
                description={parameter.description}
                place={parameter.in}
              />
            ))}
          </ul>
        </Part>
      )}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <Part key={type} title="Body" note={type}>
          {schema && <SchemaTable schema={schema} />}
        </Part>
      ))}
      <Part title="Answers">
        <ul className="space-y-2">
          {Object.entries(operation.responses).map(([status, { description, content }]) => {
            const schema = content?.["application/json"]?.schema;
            const isSuccess = status.startsWith("2");
            return (
              <li key={status} className="text-sm">
                <p className="flex gap-3">
                  <code className={`font-mono font-semibold ${isSuccess ? "text-success" : "text-muted"}`}>
                    {status}
                  </code>
                  <span className="text-muted">
                    <InlineCode text={description} />
                  </span>
                </p>
                {schema && (
                  <div className="mt-2 ml-10">
                    <SchemaTable schema={schema} />
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      </Part>
    </section>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <div className="mt-5">
      <h3 className="mb-2 text-[0.8125rem] font-semibold">
        {title} {note && <span className="font-normal text-muted">{note}</span>}
      </h3>
      {children}
    </div>
  );
}
