import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** Runs an operation of the `aws` command, `aws("sts", "get-caller-identity")`, and returns its parsed answer. */
export type Aws = (service: string, operation: string, ...options: string[]) => Promise<unknown>;

/** AWS, or the command before it, declined. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /** As AWS names it, "AccessDenied"; "" when the command did not get as far as AWS. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The `aws` command as its user has set it up: what it may see, the doctor may see. Calls throw AwsError when it
 * fails, and Error when there is no such command.
 */
export function createAws(environment: NodeJS.ProcessEnv): Aws {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const queues = environment.AWS_ENDPOINT_URL_SQS ?? environment.AWS_ENDPOINT_URL;
  return async (service, operation, ...options) => {
    // Version 1 reads the variables of endpoints itself, but not for SQS.
    const where = service === "sqs" && queues ? ["--endpoint-url", queues] : [];
    const words = [service, operation, ...options, ...where, "--output", "json"];
    try {
      // Version 1 reads no AWS_REGION, and version 2 shows long answers page by page.
      const env = { ...environment, AWS_DEFAULT_REGION: region, AWS_PAGER: "" };
      const { stdout } = await execute("aws", words, { env, maxBuffer: MAX_OUTPUT_BYTES, timeout: TIMEOUT_MS });
      return stdout.trim() === "" ? {} : JSON.parse(stdout);
    } catch (error) {
      const { code, stderr } = error as { code?: unknown; stderr?: string };
      if (code === "ENOENT") throw new AwsError("The command aws is not installed.", "");
      const message = (stderr ?? String(error)).trim();
      throw new AwsError(message, /An error occurred \((\w+)\)/.exec(message)?.[1] ?? "");
    }
  };
}

/** The answer of a call, or undefined when AWS knows nothing of what it asks for. @throws AwsError otherwise */
export async function findOnAws(answer: Promise<unknown>, absentCodes: RegExp): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsError && absentCodes.test(error.code)) return undefined;
    throw error;
  }
}
