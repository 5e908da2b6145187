interface Listing {
  service: string;
  method: "GET" | "POST";
  path: string;
  /** Body of a query or JSON call. */
  body?: string;
  headers?: Record<string, string>;
  /** Finds the names in the answer, JSON or XML. */
  names: RegExp;
}

const form = { "content-type": "application/x-www-form-urlencoded" };

const listings: Listing[] = [
  { service: "lambda", method: "GET", path: "/2015-03-31/functions", names: /"FunctionName": ?"([^"]+)"/g },
  { service: "lambda", method: "GET", path: "/2015-03-31/event-source-mappings", names: /"UUID": ?"([^"]+)"/g },
  { service: "apigateway", method: "GET", path: "/v2/apis", names: /"apiId": ?"([^"]+)"/g },
  { service: "scheduler", method: "GET", path: "/schedules", names: /"Name": ?"([^"]+)"/g },
  {
    service: "logs",
    method: "POST",
    path: "/",
    body: "{}",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Logs_20140328.DescribeLogGroups" },
    names: /"logGroupName": ?"([^"]+)"/g,
  },
  query("iam", "ListRoles", "2010-05-08", /<RoleName>([^<]+)</g),
  query("sns", "ListTopics", "2010-03-31", /<TopicArn>([^<]+)</g),
  query("monitoring", "DescribeAlarms", "2010-08-01", /<AlarmName>([^<]+)</g),
  query("monitoring", "ListDashboards", "2010-08-01", /<DashboardName>([^<]+)</g),
];

function query(service: string, action: string, version: string, names: RegExp): Listing {
  return { service, method: "POST", path: "/", body: `Action=${action}&Version=${version}`, headers: form, names };
}

/**
 * What stands on moto's server besides buckets, queues and tables: "service name" lines.
 * @throws Error when a listing is refused
 */
export async function motoResources(endpoint: string): Promise<string[]> {
  const found = await Promise.all(
    listings.map(async ({ service, method, path, body, headers, names }) => {
      // moto tells services apart by the scope of the signature, which it does not check.
      const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
      const response = await fetch(endpoint + path, { method, body, headers: { ...headers, authorization } });
      const text = await response.text();
      if (!response.ok) throw new Error(`${service} ${path} answered ${response.status}: ${text}`);
      return Array.from(text.matchAll(names), ([, name]) => `${service} ${name}`);
    }),
  );
  return found.flat();
}
