import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/**
 * What GitHub makes of a text with expressions, as of `concurrency.group`, in these contexts: `{ github: { … } }`. An
 * absent value is an empty text. @throws Error for what is no expression, or names another context
 */
export function evaluateExpressions(text: string, contexts: Record<string, unknown>): string {
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const { tokens } = new Lexer(expression).lex();
    return new Evaluator(new Parser(tokens, Object.keys(contexts), []).parse(), context).evaluate().coerceString();
  });
}
