/** Names that AWS brings along in every account, which no stack made. */
const broughtAlong = /^(AWS|aws|service-role\/|ec2|default$|Default)/;

/** What besides buckets, queues and tables a stack could leave on moto's server: "service name" lines. */
export async function motoResources(endpoint: string): Promise<string[]> {
  const response = await fetch(`${endpoint}/moto-api/data.json`);
  const data = (await response.json()) as Record<string, Record<string, Record<string, unknown>[]>>;
  const watched: Record<string, [kind: string, name: string][]> = {
    iam: [["Role", "name"]],
    lambda: [["LambdaFunction", "function_name"]],
    logs: [["LogGroup", "name"]],
    sns: [["Topic", "name"]],
    cloudwatch: [["FakeAlarm", "name"]],
    scheduler: [["Schedule", "name"]],
    apigatewayv2: [["Api", "name"]],
  };
  return Object.entries(watched).flatMap(([service, kinds]) =>
    kinds.flatMap(([kind, attribute]) =>
      (data[service]?.[kind] ?? [])
        .map((resource) => String(resource[attribute] ?? resource.name ?? ""))
        .filter((name) => !broughtAlong.test(name))
        .map((name) => `${service} ${name}`),
    ),
  );
}
