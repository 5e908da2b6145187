import { InlineCode } from "./inline-code.tsx";
import { type JsonSchema, nameOfRef, SCHEMAS_PATH } from "./openapi-shape.ts";

/** The properties of an object schema; anything else as one line saying its type. */
export function SchemaTable({ schema }: { schema: JsonSchema }) {
  if (schema.$ref || !schema.properties) {
    return (
      <p className="text-sm">
        <TypeName schema={schema} />
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {Object.entries(schema.properties).map(([name, property]) => (
        <PropertyRow
          key={name}
          name={name}
          schema={property}
          isRequired={schema.required?.includes(name) ?? false}
          description={property.description}
        />
      ))}
    </ul>
  );
}

interface PropertyRowProps {
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
  description: string | undefined;
  place?: string;
}

export function PropertyRow({ name, schema, isRequired, description, place }: PropertyRowProps) {
  const nested = schema.properties ? schema : schema.items?.properties ? schema.items : undefined;
  return (
    <li className="px-3.5 py-2.5 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <code className="font-mono text-[0.8125rem] font-semibold break-all">{name}</code>
        <span className="text-[0.8125rem] text-muted">
          <TypeName schema={schema} />
          {place && <> · in {place}</>}
          {isRequired ? " · required" : " · optional"}
          {schema.default !== undefined && <> · {String(schema.default)} unless given</>}
        </span>
      </p>
      {description && (
        <p className="mt-0.5 text-muted">
          <InlineCode text={description} />
        </p>
      )}
      {nested && (
        <div className="mt-2">
          <SchemaTable schema={nested} />
        </div>
      )}
    </li>
  );
}

function TypeName({ schema }: { schema: JsonSchema }) {
  if (schema.$ref) {
    const name = nameOfRef(schema.$ref);
    return (
      <a
        href={`${SCHEMAS_PATH}#schema-${name}`}
        className="rounded text-accent underline underline-offset-4 hover:text-accent-hover"
      >
        {name}
      </a>
    );
  }
  if (schema.items) {
    return (
      <>
        list of <TypeName schema={schema.items} />
      </>
    );
  }
  return <>{plainType(schema)}</>;
}

function plainType(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => (choice.$ref ? nameOfRef(choice.$ref) : plainType(choice))).join(" or ");
  const type = [schema.type ?? "any"].flat().join(" or ");
  return type + (schema.format ? ` (${schema.format})` : "") + describeRange(schema);
}

function describeRange({ type, minimum, maximum, minLength, maxLength }: JsonSchema): string {
  const isLength = type === "string";
  const from = isLength ? minLength : minimum;
  // Bounds of whole numbers that only say "fits a double" help nobody.
  const to = isLength ? maxLength : maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const unit = isLength ? " characters" : "";
  if (from !== undefined && to !== undefined && from > Number.MIN_SAFE_INTEGER) return `, ${from} to ${to}${unit}`;
  if (to !== undefined) return `, at most ${to}${unit}`;
  if (from !== undefined && from > Number.MIN_SAFE_INTEGER) return `, at least ${from}${unit}`;
  return "";
}
