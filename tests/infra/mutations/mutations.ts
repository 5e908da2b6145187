/** A change to the configuration that would do harm, and the test that has to notice it. */
export interface Mutation {
  what: string;
  /** Path in infra/. */
  file: string;
  /** Occurs once in the file. */
  from: string;
  to: string;
  test: NoticingTest;
}

export type NoticingTest =
  /** A file of Terraform's tests and the sentence by which its assertion fails. */
  | { root: "." | "bootstrap"; file: string; says: string }
  /** A file and the title of a test of this folder. */
  | { vitest: string; title: string };

const storage = (says: string): NoticingTest => ({ root: ".", file: "tests/storage.tftest.hcl", says });
const queueAndTable = (says: string): NoticingTest => ({ root: ".", file: "tests/queue_and_table.tftest.hcl", says });
const functions = (says: string): NoticingTest => ({ root: ".", file: "tests/functions.tftest.hcl", says });
const bootstrap = (says: string): NoticingTest => ({
  root: "bootstrap",
  file: "tests/bootstrap.tftest.hcl",
  says,
});
const permissions: NoticingTest = {
  vitest: "tests/infra/least-privilege.test.ts",
  title: "is what its code calls, no less and no more",
};

const storageFile = "modules/storage/main.tf";
const queueFile = "modules/queue/main.tf";
const oidcFile = "modules/github-oidc/main.tf";

export const mutations: readonly Mutation[] = [
  {
    what: "public access: a policy may open the bucket",
    file: storageFile,
    from: "block_public_policy     = true",
    to: "block_public_policy     = false",
    test: storage("Nobody can open the bucket to the public."),
  },
  {
    what: "public access: objects get access lists of their own",
    file: storageFile,
    from: '"BucketOwnerEnforced"',
    to: '"ObjectWriter"',
    test: storage("Objects have no access lists of their own."),
  },
  {
    what: "versioning: suspended",
    file: storageFile,
    from: 'versioning_configuration {\n    status = "Enabled"',
    to: 'versioning_configuration {\n    status = "Suspended"',
    test: storage("What is deleted can be brought back."),
  },
  {
    what: "encryption: another key, which the bucket's policy refuses",
    file: storageFile,
    from: 'sse_algorithm = "AES256"',
    to: 'sse_algorithm = "aws:kms"',
    test: storage("Objects are encrypted with S3's own keys."),
  },
  {
    what: "TLS: the refusal is of connections with it",
    file: storageFile,
    from: '"aws:SecureTransport" = "false"',
    to: '"aws:SecureTransport" = "true"',
    test: storage("The bucket's policy lets nobody in, and refuses everyone alike."),
  },
  {
    what: "TLS: old versions are taken",
    file: storageFile,
    from: 'Sid       = "RefuseOldTls"\n        Effect    = "Deny"',
    to: 'Sid       = "RefuseOldTls"\n        Effect    = "Allow"',
    test: storage("Connections without TLS, old TLS and other encryption are refused."),
  },
  {
    what: "CORS: pages of every site",
    file: storageFile,
    from: "allowed_origins = [var.app_origin]",
    to: 'allowed_origins = ["*"]',
    test: storage("Only the application's pages read and write."),
  },
  {
    what: "CORS: pages may delete",
    file: storageFile,
    from: '["GET", "HEAD", "PUT"]',
    to: '["GET", "HEAD", "PUT", "DELETE"]',
    test: storage("Only the application's pages read and write."),
  },
  {
    what: "prefix: renditions are announced as well, and rendered again for ever",
    file: storageFile,
    from: 'filter_prefix = "uploads/"',
    to: 'filter_prefix = ""',
    test: storage("The queue is told of stored originals and of nothing else."),
  },
  {
    what: "retention: deleted originals are gone the next day",
    file: storageFile,
    from: "noncurrent_days = var.noncurrent_days",
    to: "noncurrent_days = 1",
    test: storage("Deleted originals are kept as long as the variable says, what can be made again for a day."),
  },
  {
    what: "deletion: a bucket with photos can be destroyed",
    file: storageFile,
    from: "force_destroy = !var.deletion_protection",
    to: "force_destroy = true",
    test: storage("A bucket with photos is not destroyed."),
  },
  {
    what: "visibility: a message comes back while it is worked on",
    file: queueFile,
    from: "visibility_timeout_seconds = var.visibility_timeout_seconds",
    to: "visibility_timeout_seconds = 30",
    test: queueAndTable("A message stays hidden for as long as a run may take, six times."),
  },
  {
    what: "redrive: fifty tries",
    file: queueFile,
    from: "max_receive_count = 5",
    to: "max_receive_count = 50",
    test: queueAndTable("What failed five times goes to the dead letters."),
  },
  {
    what: "redrive: dead letters go as early as messages",
    file: queueFile,
    from: "message_retention_seconds = 14 * local.day_seconds",
    to: "message_retention_seconds = 4 * local.day_seconds",
    test: queueAndTable("Dead letters are kept longer than messages: their age counts from their first sending."),
  },
  {
    what: "queue: any bucket of anybody sends events",
    file: queueFile,
    from: 'ArnEquals    = { "aws:SourceArn" = var.bucket_arn }\n',
    to: "\n",
    test: queueAndTable("Only our own bucket sends events."),
  },
  {
    what: "backup: the table has none",
    file: "modules/database/main.tf",
    from: "enabled = var.point_in_time_recovery",
    to: "enabled = false",
    test: queueAndTable("The table can be restored, and not be deleted by mistake."),
  },
  {
    what: "expiry: by an attribute that no item has",
    file: "modules/database/main.tf",
    from: '"expiresAtSeconds"',
    to: '"expiresAt"',
    test: queueAndTable("What has an end ends."),
  },
  {
    what: "log groups: kept for ever",
    file: "modules/function/main.tf",
    from: "  retention_in_days = var.log_retention_days\n",
    to: "",
    test: functions("Logs end."),
  },
  {
    what: "boundary: a function's role has none",
    file: "modules/function/main.tf",
    from: "  permissions_boundary = var.permissions_boundary_arn\n",
    to: "",
    test: functions("The role is bounded."),
  },
  {
    what: "concurrency: as many workers as the account has",
    file: "modules/worker/main.tf",
    from: "maximum_concurrency = var.max_concurrency",
    to: "maximum_concurrency = 1000",
    test: functions("As many runs at once as the variable says."),
  },
  {
    what: "batches: one bad photo brings back all",
    file: "modules/worker/main.tf",
    from: '  function_response_types = ["ReportBatchItemFailures"]\n',
    to: "",
    test: functions("Of a batch only what failed comes again."),
  },
  {
    what: "permissions: schedules may do anything to functions",
    file: "modules/scheduler/main.tf",
    from: '"lambda:InvokeFunction"',
    to: '"lambda:*"',
    test: functions("The schedules may call this function and do nothing else."),
  },
  {
    what: "throttles: passwords can be guessed as fast as anything",
    file: "modules/api/main.tf",
    from: "costly_rate   = 5",
    to: "costly_rate   = 5000",
    test: functions("What costs a hash of a password is throttled more than the rest."),
  },
  {
    what: "logs: queries with what they carry",
    file: "modules/api/main.tf",
    from: 'route            = "$context.routeKey"',
    to: 'route            = "$context.routeKey"\n      query = "$context.queryString"',
    test: functions("No query and no header is logged."),
  },
  {
    what: "logs: the gateway's lines belong to no trace",
    file: "modules/api/main.tf",
    from: '      traceId          = "$context.awsEndpointRequestId"\n',
    to: "",
    test: functions("A line of the access log names the trace that the web server answers with."),
  },
  {
    what: "alarms: dead letters raise none",
    file: "modules/monitoring/main.tf",
    from: "      dead-letters = {",
    to: "      dead-letters-of-old = {",
    test: { root: ".", file: "tests/stack.tftest.hcl", says: "Everything that people wait for is watched." },
  },
  {
    what: "alarms: of a metric that there is not",
    file: "modules/monitoring/main.tf",
    from: '"ApproximateAgeOfOldestMessage"',
    to: '"AgeOfOldestMessage"',
    test: { root: ".", file: "tests/alarms.tftest.hcl", says: "Alarms look at what AWS calls so." },
  },
  {
    what: "alarms: nobody is told",
    file: "modules/monitoring/main.tf",
    from: '"notBreaching"\n\n  alarm_actions = [aws_sns_topic.alarms.arn]\n  ok_actions    = [aws_sns_topic.alarms.arn]\n}\n\n# A write',
    to: '"notBreaching"\n}\n\n# A write',
    test: { root: ".", file: "tests/alarms.tftest.hcl", says: "Every alarm tells the topic, and so does its end." },
  },
  {
    what: "hosting: a deployment without the token takes it from the app",
    file: "modules/hosting/main.tf",
    from: "ignore_changes = [access_token]",
    to: "ignore_changes = []",
    test: {
      root: ".",
      file: "tests/hosting.tftest.hcl",
      says: "A token that was deleted since changes nothing: AWS refuses an empty one.",
    },
  },
  {
    what: "hosting: the web server's lines are in no log",
    file: "modules/hosting/main.tf",
    from: "  iam_service_role_arn = aws_iam_role.service.arn\n",
    to: "",
    test: {
      root: ".",
      file: "tests/hosting.tftest.hcl",
      says: "Without a service role the web server's lines are in no log.",
    },
  },
  {
    what: "OIDC: subjects are compared by pattern",
    file: oidcFile,
    from: "Condition = {\n        StringEquals = {",
    to: "Condition = {\n        StringLike = {",
    test: bootstrap("There is one way into each role, compared as a whole and not by pattern."),
  },
  {
    what: "OIDC: every run may deploy",
    file: oidcFile,
    from: '"environment:',
    to: '"*:environment:',
    test: bootstrap("Only the environment of this repository may deploy."),
  },
  {
    what: "boundary: a deployment makes roles without one",
    file: oidcFile,
    from: '{ StringEquals = { "iam:PermissionsBoundary" = local.boundary_arn } }',
    to: '{ StringLike = { "iam:PermissionsBoundary" = "*" } }',
    test: bootstrap("Every role that a deployment makes is bounded."),
  },
  {
    what: "permissions: a deployment reads rows",
    file: oidcFile,
    from: '"dynamodb:BatchGetItem", "dynamodb:Query",',
    to: '"dynamodb:Query",',
    test: bootstrap("A deployment reads no photo, no row and no message, by whichever call."),
  },
  {
    what: "permissions: a deployment deletes others' applications",
    file: oidcFile,
    from: '"amplify:Delete*", "amplify:Update*", "amplify:CreateDeployment"',
    to: '"amplify:CreateDeployment"',
    test: bootstrap("What carries another project's tag, or none, is nobody's to delete here."),
  },
  {
    what: "permissions: with the domains others' applications are left out of what may not be deleted",
    file: oidcFile,
    from: ":apps/*/domains/*",
    to: ":apps/*",
    test: bootstrap("A deployment may change and remove its own domain, which carries no tags."),
  },
  {
    what: "permissions: a deployment tags others' applications as its own",
    file: oidcFile,
    from: '["amplify:*agResource", ',
    to: "[",
    test: bootstrap("No tag of another project is changed into ours."),
  },
  {
    what: "permissions: a deployment deletes others' REST APIs",
    file: oidcFile,
    from: '["apis", "apis/*", "tags/*"]',
    to: '["apis", "restapis/*", "tags/*"]',
    test: bootstrap("Of API Gateway a deployment reaches HTTP APIs only."),
  },
  {
    what: "permissions: a deployment empties others' logs",
    file: oidcFile,
    from: '"logs:*ResourcePolic*", "route53',
    to: '"logs:*ResourcePolic*", "logs:*RetentionPolicy", "route53',
    test: bootstrap("Others' logs are neither emptied nor deleted."),
  },
  {
    what: "boundary: a deployment makes roles by another statement",
    file: oidcFile,
    from: '"iam:GetRole", "iam:GetRolePolicy",',
    to: '"iam:CreateRole", "iam:GetRole", "iam:GetRolePolicy",',
    test: bootstrap("Roles are made and given rights by the bounded statement alone."),
  },
  {
    what: "TLS: the state is read without",
    file: "bootstrap/main.tf",
    from: 'Effect    = "Deny"',
    to: 'Effect    = "Allow"',
    test: bootstrap("The state is read and written over TLS only."),
  },
  {
    what: "permissions: the worker may delete the table",
    file: "modules/worker/main.tf",
    from: '["dynamodb:GetItem", "dynamodb:PutItem",',
    to: '["dynamodb:DeleteTable", "dynamodb:GetItem", "dynamodb:PutItem",',
    test: permissions,
  },
  {
    what: "permissions: the web server may not delete photos",
    file: "modules/hosting/main.tf",
    from: 'Action   = ["s3:DeleteObject"]',
    to: 'Action   = ["s3:GetObject"]',
    test: permissions,
  },
];
