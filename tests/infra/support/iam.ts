/* Decides by a policy as IAM does, for the few operators that the policies of infra/ use. moto decides nothing. */

export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface Call {
  action: string;
  resource: string;
  /** Condition keys by name, "aws:ResourceTag/Project". */
  context?: Record<string, string>;
}

/** Whether statements of one policy allow a call: one of them does, and none denies it. */
export function isAllowed(statements: Statement[], call: Call): boolean {
  const matching = statements.filter((statement) => matches(statement, call));
  return matching.length > 0 && matching.every(({ Effect }) => Effect === "Allow");
}

function matches({ Action, Resource, NotResource, Condition = {} }: Statement, call: Call): boolean {
  const isAny = (patterns: string | string[] = [], text: string) =>
    [patterns].flat().some((pattern) => toPattern(pattern).test(text));
  return (
    isAny(Action, call.action) &&
    (NotResource === undefined ? isAny(Resource, call.resource) : !isAny(NotResource, call.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) => holds(operator, call.context?.[key], [expected].flat())),
    )
  );
}

/** A key that is absent fails every operator but the negated ones. */
function holds(operator: string, value: string | undefined, expected: string[]): boolean {
  switch (operator) {
    case "StringEquals":
      return value !== undefined && expected.includes(value);
    case "StringNotEquals":
      return value === undefined || !expected.includes(value);
    case "ArnLike":
      return value !== undefined && expected.some((pattern) => toPattern(pattern).test(value));
    case "Null":
      return expected.includes(String(value === undefined));
    default:
      throw new RangeError(`Expected an operator of tests/infra/support/iam.ts but received ${operator}`);
  }
}

function toPattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
}
