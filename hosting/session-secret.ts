import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

/** What infra/ writes into a new parameter; the true value is set once by a person or the deployment. */
const UNSET = "unset";

/**
 * The session secret out of an SSM parameter.
 * @throws Error when the parameter is missing, may not be read, or was never set
 */
export async function readSessionSecret(parameter: string): Promise<string> {
  const secret = await findSecret(parameter);
  if (secret) return secret;
  throw new Error(`The parameter ${parameter} holds no secret yet; docs/deploy.md tells how to set it.`);
}

/** A secret out of an SSM parameter; undefined when it was never set. @throws Error when it may not be read */
export async function findSecret(parameter: string): Promise<string | undefined> {
  const client = new SSMClient({ maxAttempts: 5 });
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
    const value = Parameter?.Value;
    return value === UNSET ? undefined : value;
  } finally {
    client.destroy();
  }
}
