import type { IndexFile } from "./index-file.ts";

/** Questions of which the answers are kept, for each open index. */
const MAX_ANSWERS = 200;

interface Answers {
  /** Of what the index held. */
  digest: string;
  byQuestion: Map<string, unknown>;
}

const remembered = new WeakMap<IndexFile, Answers>();

/**
 * The answer to a question that looks at a large part of an index, kept until the index holds something else. It is
 * shared: whoever receives it does not change it.
 */
export function remember<Input, Answer>(
  file: IndexFile,
  name: string,
  input: Input,
  find: (file: IndexFile, input: Input) => Answer,
): Answer {
  const { count, xor } = file.readState().digest;
  const digest = `${count} ${xor}`;
  let answers = remembered.get(file);
  if (answers?.digest !== digest || answers.byQuestion.size >= MAX_ANSWERS) {
    answers = { digest, byQuestion: new Map() };
    remembered.set(file, answers);
  }
  const question = JSON.stringify([name, input]);
  if (!answers.byQuestion.has(question)) answers.byQuestion.set(question, find(file, input));
  return answers.byQuestion.get(question) as Answer;
}
