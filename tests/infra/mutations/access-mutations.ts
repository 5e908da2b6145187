// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import { bootstrap, functions, type Mutation, type NoticingTest, queueAndTable, storage } from "./mutation.ts";

const deployFile = "modules/deploy-role/main.tf";
const oidcFile = "modules/github-oidc/main.tf";
const hostingFile = "modules/hosting/main.tf";

const hosting = (says: string): NoticingTest => ({ root: ".", file: "tests/hosting.tftest.hcl", says });
const waf = (says: string): NoticingTest => ({ root: ".", file: "tests/waf.tftest.hcl", says });
const reach: NoticingTest = {
  vitest: "tests/infra/least-privilege.test.ts",
  title: "reach what its code works with, and nothing beside it",
};

/** By which somebody would reach more than they need, with all else working as before. */
export const accessMutations: readonly Mutation[] = [
  {
    what: "access: a pull request writes the state",
    file: oidcFile,
    from: 'Action   = ["s3:GetObject"]',
    to: 'Action   = ["s3:*Object"]',
    test: bootstrap("A pull request reads the state, and does nothing else."),
  },
  {
    what: "access: whoever says the right words takes on a role",
    file: oidcFile,
    from: "Principal = { Federated = local.provider_arn }",
    to: 'Principal = "*"',
    test: bootstrap("GitHub alone vouches for who takes on a role."),
  },
  {
    what: "access: a deployment opens the bucket of the states",
    file: deployFile,
    from: 'Action   = ["s3:ListBucket"]',
    to: 'Action   = ["s3:ListBucket", "s3:PutBucketPolicy"]',
    test: bootstrap("No deployment changes the bucket that holds the states."),
  },
  {
    what: "access: roles of a deployment's making make users",
    file: deployFile,
    from: '"xray:PutTraceSegments", "xray:PutTelemetryRecords",\n        ]',
    to: '"xray:PutTraceSegments", "xray:PutTelemetryRecords", "iam:*",\n        ]',
    test: bootstrap("No role of a deployment's making does more than to work with its own data and to tell of it."),
  },
  {
    what: "access: a deployment hands roles to machines",
    file: deployFile,
    from: '"amplify.amazonaws.com", "s3.amazonaws.com",',
    to: '"amplify.amazonaws.com", "s3.amazonaws.com", "ec2.amazonaws.com",',
    test: bootstrap("Roles are handed to the four services that work in their names."),
  },
  {
    what: "access: a deployment gives roles rights by a pattern",
    file: deployFile,
    from: '"iam:UpdateRole", "iam:UpdateAssumeRolePolicy",',
    to: '"iam:Update*", "iam:Attach*", "iam:Put*",',
    test: bootstrap("What a deployment may do to roles is named in full, not by pattern."),
  },
  {
    what: "access: a deployment reads everybody's secrets",
    file: deployFile,
    from: '"cloudwatch:ListDashboards",\n  ]',
    to: '"cloudwatch:ListDashboards", "ssm:GetParameter*",\n  ]',
    test: bootstrap("What others have under names of their own is listed, and not read."),
  },
  {
    what: "access: a deployment adds branches to others' applications",
    file: deployFile,
    from: '"amplify:*agResource", "amplify:Create*", "amplify:StartJob",',
    to: '"amplify:*agResource",',
    test: bootstrap("Nothing is put into others' applications that AWS knows for theirs."),
  },
  {
    what: "access: the states can be opened to the public",
    file: "bootstrap/main.tf",
    from: "restrict_public_buckets = true",
    to: "restrict_public_buckets = false",
    test: bootstrap("Nobody can open the states to the public."),
  },
  {
    what: "access: a state that was spoilt stays so",
    file: "bootstrap/main.tf",
    from: 'versioning_configuration {\n    status = "Enabled"',
    to: 'versioning_configuration {\n    status = "Suspended"',
    test: bootstrap("A state that was spoilt can be had as it was before."),
  },
  {
    what: "access: applications of any account are the web server",
    file: hostingFile,
    from: '        StringEquals = { "aws:SourceAccount" = var.account }\n',
    to: "",
    test: hosting("Each role is bounded, and Amplify takes it on for applications of this account."),
  },
  {
    what: "access: builds write everybody's logs",
    file: hostingFile,
    from: 'log-group:/aws/amplify/*"',
    to: 'log-group:*"',
    test: hosting("Amplify writes logs of applications, and does nothing else."),
  },
  {
    what: "access: every push is released",
    file: hostingFile,
    from: "enable_branch_auto_build = false",
    to: "enable_branch_auto_build = true",
    test: hosting("No push is released before CI has passed it."),
  },
  {
    what: "access: the session secret is plain text",
    file: hostingFile,
    from: 'of ${var.name}"\n  type             = "SecureString"\n  value_wo         = "unset"\n  value_wo_version = 1\n}\n\n# The same',
    to: 'of ${var.name}"\n  type             = "String"\n  value_wo         = "unset"\n  value_wo_version = 1\n}\n\n# The same',
    test: hosting("Secrets are encrypted, and in no state."),
  },
  {
    what: "access: the session secret is in the state",
    file: hostingFile,
    from: 'value_wo         = "unset"\n  value_wo_version = 1\n}\n\n# The same',
    to: 'value            = "unset"\n}\n\n# The same',
    test: hosting("Secrets are encrypted, and in no state."),
  },
  {
    what: "access: static files say nothing of TLS",
    file: hostingFile,
    from: '        { key = "Strict-Transport-Security", value = "max-age=63072000; includeSubDomains" },\n',
    to: "",
    test: hosting("Static files say that the site is reached over TLS only, and are what they say they are."),
  },
  {
    what: "access: schedules of any account call the jobs",
    file: "modules/scheduler/main.tf",
    from: '      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }\n',
    to: "",
    test: functions("Schedules of this account alone call in the role's name."),
  },
  {
    what: "TLS: 1.0 will do",
    file: "modules/storage/main.tf",
    from: '"s3:TlsVersion" = "1.2"',
    to: '"s3:TlsVersion" = "1.0"',
    test: storage("What is refused is refused of the whole bucket, and TLS from before 1.2 with it."),
  },
  {
    what: "TLS: dead letters are read without",
    file: "modules/queue/main.tf",
    from: "Statement = [merge(local.refuse_without_tls, { Resource = var.dead_letter_arn })]",
    to: "Statement = []",
    test: queueAndTable("Both queues refuse everyone without TLS."),
  },
  {
    what: "CORS: pages send whatever headers",
    file: "modules/storage/main.tf",
    from: '["content-type", "content-length", "if-none-match", "x-amz-checksum-sha256", "range"]',
    to: '["*", "range"]',
    test: storage("Pages send the headers of a signed upload and of a download, and no others."),
  },
  {
    what: "public access: a policy may open the access logs",
    file: "modules/storage/access-logs.tf",
    from: "block_public_policy     = true",
    to: "block_public_policy     = false",
    test: storage("Nobody can open the access logs to the public."),
  },
  {
    what: "firewall: too many requests are merely counted",
    file: "modules/waf/main.tf",
    from: "action {\n      block {}",
    to: "action {\n      count {}",
    test: waf("What the rules find is blocked, and not merely counted."),
  },
  {
    what: "firewall: attacks are merely counted",
    file: "modules/waf/main.tf",
    from: "override_action {\n      none {}",
    to: "override_action {\n      count {}",
    test: waf("What the rules find is blocked, and not merely counted."),
  },
  {
    what: "alarms: anybody sends mails as one",
    file: "modules/monitoring/main.tf",
    from: '      Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }\n',
    to: '      Principal = "*"\n',
    test: {
      root: ".",
      file: "tests/alarms.tftest.hcl",
      says: "Alarms and budgets of this account send mails, and nobody else.",
    },
  },
  {
    what: "copies: they are read without TLS",
    file: "copies/main.tf",
    from: 'for resources in [[local.bucket_arn, "${local.bucket_arn}/*"]]',
    to: "for resources in [[local.bucket_arn]]",
    test: { root: "copies", file: "tests/copies.tftest.hcl", says: "Copies are written and read over TLS only." },
  },
  {
    what: "permissions: the web server deletes whatever the bucket holds",
    file: hostingFile,
    from: 'Action   = ["s3:DeleteObject"]\n        Resource = [for folder in ["uploads", "thumbnails", "indexes", "bulk"]',
    to: 'Action   = ["s3:DeleteObject"]\n        Resource = [for folder in ["*", "uploads", "thumbnails", "indexes", "bulk"]',
    test: reach,
  },
  {
    what: "permissions: the worker reads every table",
    file: "modules/worker/main.tf",
    from: "      resources = [var.table_arn]",
    to: '      resources = [replace(var.table_arn, "//[^/]*$/", "/*")]',
    test: reach,
  },
  {
    what: "permissions: the jobs take messages of photos",
    file: "modules/scheduler/main.tf",
    from: "      resources = [var.dead_letter_queue_arn]",
    to: "      resources = [var.dead_letter_queue_arn, var.queue_arn]",
    test: reach,
  },
  {
    what: "permissions: the web server writes snapshots of indexes, which jobs open",
    file: "modules/hosting/main.tf",
    from: 'Resource = [for folder in ["uploads", "thumbnails", "bulk"]',
    to: 'Resource = [for folder in ["uploads", "thumbnails", "bulk", "indexes"]',
    test: reach,
  },
];
