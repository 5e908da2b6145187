import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { webServices } from "#app/_server/web-services.ts";
import { InlineCode } from "../_components/inline-code.tsx";
import { SCHEMAS_PATH, toGroupPath } from "../_components/openapi-shape.ts";
import { OperationSection } from "../_components/operation-section.tsx";
import { apiGroups, readDocument } from "../_components/read-document.ts";
import { SchemaTable } from "../_components/schema-table.tsx";

interface GroupPageProps {
  params: Promise<{ group: string }>;
}

export async function generateMetadata({ params }: GroupPageProps): Promise<Metadata> {
  const { group, isSchemas } = await findGroup(params);
  return { title: isSchemas ? "API schemas" : `API: ${group?.name ?? "not found"}` };
}

export default async function GroupPage({ params }: GroupPageProps) {
  const { document, group, isSchemas } = await findGroup(params);
  const schemas = document.components?.schemas ?? {};
  if (isSchemas) {
    return (
      <>
        <h1 className="text-3xl font-semibold tracking-tight">Schemas</h1>
        {Object.entries(schemas).map(([name, schema]) => (
          <section key={name} id={`schema-${name}`} className="scroll-mt-20 py-6">
            <h2 className="mb-3 font-mono font-semibold">{name}</h2>
            {schema.description && (
              <p className="mb-3 text-muted">
                <InlineCode text={schema.description} />
              </p>
            )}
            <SchemaTable schema={schema} />
          </section>
        ))}
      </>
    );
  }
  if (!group) notFound();
  const server = `${webServices().config.appUrl}/api`;
  return (
    <>
      <h1 className="text-3xl font-semibold tracking-tight">{group.name}</h1>
      <p className="mt-1 mb-6 text-muted">{group.description}</p>
      {group.operations.map((operation) => (
        <OperationSection key={operation.operationId} operation={operation} server={server} schemas={schemas} />
      ))}
    </>
  );
}

async function findGroup(params: GroupPageProps["params"]) {
  const path = `/docs/api/${(await params).group}`;
  const document = readDocument();
  const group = apiGroups(document).find(({ name }) => toGroupPath(name) === path);
  return { document, group, isSchemas: path === SCHEMAS_PATH };
}
