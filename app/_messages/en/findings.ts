import { type FindingKind, findingKinds } from "#lib/integrity/finding.ts";

const kinds = Object.entries(findingKinds) as [FindingKind, { label: string; repair?: string }][];

/** What the integrity walk finds, by kind: in English as the API says it. */
export const findings = Object.fromEntries(kinds.map(([kind, { label }]) => [kind, label])) as Readonly<
  Record<FindingKind, string>
>;

/** What repairing does, by kind, where anything does. */
export const repairs = Object.fromEntries(
  kinds.flatMap(([kind, { repair }]) => (repair === undefined ? [] : [[kind, repair]])),
) as Readonly<Record<RepairableKind, string>>;

type RepairableKind = {
  [Kind in FindingKind]: (typeof findingKinds)[Kind]["repair"] extends string ? Kind : never;
}[FindingKind];
