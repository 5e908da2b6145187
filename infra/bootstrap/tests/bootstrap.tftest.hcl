# Who may deploy, and as whom: the exact subjects of GitHub's tokens, and what the deploy role may never do.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = {
      arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }
  }
}

variables {
  repository = "ada/skylight"
}

run "older_repositories" {
  command = plan

  assert {
    condition = jsondecode(module.github.trust["production"]).Statement[0].Condition.StringEquals == {
      "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = ["repo:ada/skylight:environment:production"]
    }
    error_message = "Only the environment of this repository may deploy."
  }

  assert {
    condition = jsondecode(module.github.trust["plan"]).Statement[0].Condition.StringEquals == {
      "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = ["repo:ada/skylight:pull_request"]
    }
    error_message = "Only pull requests of this repository may plan."
  }

  assert {
    condition     = alltrue([for document in values(module.github.trust) : length(jsondecode(document).Statement) == 1 && keys(jsondecode(document).Statement[0].Condition) == ["StringEquals"]])
    error_message = "There is one way into each role, compared as a whole and not by pattern."
  }

  assert {
    condition     = alltrue([for document in values(module.github.trust) : [jsondecode(document).Statement[0].Action, jsondecode(document).Statement[0].Principal] == ["sts:AssumeRoleWithWebIdentity", { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }]])
    error_message = "GitHub alone vouches for who takes on a role."
  }

  assert {
    condition = { for sid, statement in module.github.plan_may : sid => [statement.Action, statement.Resource] } == {
      ReadState = [["s3:GetObject"], "arn:aws:s3:::state-skylight-123456789012-us-east-1/skylight/*"]
      FindState = [["s3:ListBucket"], "arn:aws:s3:::state-skylight-123456789012-us-east-1"]
    }
    error_message = "A pull request reads the state, and does nothing else."
  }
}

run "repositories_with_ids" {
  command = plan

  variables {
    repository_ids = { owner = 1001, repository = 2002 }
    environments   = ["staging"]
  }

  assert {
    condition = jsondecode(module.github.trust["staging"]).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == [
      "repo:ada/skylight:environment:staging",
      "repo:ada@1001/skylight@2002:environment:staging",
    ]
    error_message = "Both forms of the subject are taken where the ids are given."
  }
}

run "two_environments" {
  command = plan

  variables {
    environments = ["production", "staging"]
  }

  assert {
    condition     = keys(module.github.trust) == ["plan", "production", "staging"] && module.deploy_role["staging"].trust == module.github.trust["staging"]
    error_message = "Each environment has a role, and a way into it of its own."
  }

  assert {
    condition = module.deploy_role["staging"].allowed["KeepState"].Resource == [
      "arn:aws:s3:::state-skylight-123456789012-us-east-1/skylight/staging.tfstate",
      "arn:aws:s3:::state-skylight-123456789012-us-east-1/skylight/staging.tfstate.tflock",
    ] && module.deploy_role["staging"].denied["LeaveContentAlone"].NotResource == module.deploy_role["staging"].allowed["KeepState"].Resource
    error_message = "An environment's deployment reads and writes its own state only."
  }

  assert {
    condition     = module.deploy_role["staging"].allowed["KeepState"].Action == ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] && module.deploy_role["staging"].allowed["FindState"].Action == ["s3:ListBucket"]
    error_message = "No deployment changes the bucket that holds the states."
  }

  assert {
    condition     = alltrue([for arn in concat(module.deploy_role["staging"].allowed["ManageNamed"].Resource, module.deploy_role["staging"].boundary["OwnData"].Resource) : can(regex("[/:]skylight-staging($|[-/])", arn))]) && module.deploy_role["staging"].boundary["OwnData"].Resource == module.deploy_role["staging"].allowed["ManageNamed"].Resource
    error_message = "A deployment, and the roles that it makes, reach what is called after their environment, as a whole word."
  }

  assert {
    condition     = alltrue([for sid in ["ManageRoles", "MakeBoundedRoles", "HandRolesToServices"] : module.deploy_role["staging"].allowed[sid].Resource == "arn:aws:iam::123456789012:role/skylight-staging-*"])
    error_message = "A deployment makes, changes and hands on roles of its environment only."
  }

  assert {
    condition     = module.deploy_role["staging"].allowed["FeedOwnFunctions"].Condition == { ArnLike = { "lambda:FunctionArn" = "arn:aws:lambda:*:123456789012:function:skylight-staging-*" } } && !contains(module.deploy_role["staging"].allowed["ManageUnnamed"].Action, "lambda:*EventSourceMapping*")
    error_message = "Queues are led to functions of the environment only."
  }

  assert {
    condition     = alltrue([for role in values(module.deploy_role) : role.policy_characters <= 10240])
    error_message = "AWS takes 10,240 characters of a role's policies."
  }
}

run "no_environment_of_the_deployments_own_name" {
  command = plan

  variables {
    environments = ["production", "github"]
  }

  expect_failures = [var.environments]
}

run "what_a_deployment_may_not_do" {
  command = plan

  assert {
    condition     = alltrue([for action in ["dynamodb:*Item", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQL*", "dynamodb:GetRecords", "dynamodb:ExportTableToPointInTime", "s3:*Object", "s3:*ObjectVersion", "sqs:ReceiveMessage"] : contains(module.deploy_role["production"].denied["LeaveContentAlone"].Action, action)])
    error_message = "A deployment reads and changes no photo, no row and no message, by whichever call."
  }

  assert {
    condition     = try(alltrue([for tag, value in { Project = "skylight", Environment = "production" } : module.deploy_role["production"].denied["LeaveAloneByOther${tag}"].Condition == { StringNotEquals = { "aws:ResourceTag/${tag}" = value } } && alltrue([for action in ["amplify:Delete*", "amplify:Update*", "amplify:GetApp", "amplify:GetBranch", "logs:DeleteLogGroup", "logs:*RetentionPolicy"] : contains(module.deploy_role["production"].denied["LeaveAloneByOther${tag}"].Action, action)])]), false)
    error_message = "What carries another project's or environment's tag, or none, is nobody's to delete here."
  }

  assert {
    condition     = alltrue([for tag, value in { Project = "skylight", Environment = "production" } : module.deploy_role["production"].denied["LeaveWebAclsAloneByOther${tag}"].Condition == { StringNotEquals = { "aws:ResourceTag/${tag}" = value } } && module.deploy_role["production"].denied["LeaveWebAclsAloneByOther${tag}"].Resource == "arn:aws:wafv2:*:123456789012:*/webacl/*" && toset(module.deploy_role["production"].denied["LeaveWebAclsAloneByOther${tag}"].Action) == toset(["wafv2:DeleteWebACL", "wafv2:UpdateWebACL"])])
    error_message = "Others' web ACLs stay, and one's own can be changed with the groups of AWS's rules in it."
  }

  assert {
    condition     = !anytrue([for action in module.deploy_role["production"].allowed["ManageUnnamed"].Action : can(regex("^(amplify|wafv2):(\\*|Delete\\*|Update\\*|Put.*)$", action))])
    error_message = "Of what no name bounds a deployment has the calls that it makes, and not a service's all."
  }

  assert {
    condition = alltrue([for action in module.deploy_role["production"].allowed["ManageUnnamed"].Action : can(regex("^(amplify|wafv2|route53):", action)) || contains([
      "lambda:ListEventSourceMappings", "logs:*QueryDefinition*", "logs:DescribeLogGroups", "logs:*LogDelivery",
      "logs:*LogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "sqs:ListQueues",
      "ssm:DescribeParameters", "cloudwatch:DescribeAlarms", "cloudwatch:ListDashboards",
    ], action)])
    error_message = "What others have under names of their own is listed, and not read."
  }

  assert {
    condition     = alltrue([for tag in ["Project", "Environment"] : module.deploy_role["production"].denied["LeaveAloneByOther${tag}"].NotResource == "arn:aws:amplify:*:123456789012:apps/*/domains/*"])
    error_message = "A deployment may change and remove its own domain, which carries no tags."
  }

  assert {
    condition     = alltrue([for tag, value in { Project = "skylight", Environment = "production" } : module.deploy_role["production"].denied["LeaveTagsAloneByOther${tag}"].Condition == { StringNotEquals = { "aws:ResourceTag/${tag}" = value }, Null = { "aws:ResourceTag/${tag}" = "false" } } && alltrue([for action in ["amplify:*agResource", "wafv2:*agResource", "lambda:*agResource", "logs:*Tag*"] : contains(module.deploy_role["production"].denied["LeaveTagsAloneByOther${tag}"].Action, action)])])
    error_message = "No tag of another project or environment is changed into ours."
  }

  assert {
    condition     = alltrue([for tag in ["Project", "Environment"] : length(setsubtract(["amplify:Create*", "amplify:StartJob", "amplify:*WebACL*"], module.deploy_role["production"].denied["LeaveTagsAloneByOther${tag}"].Action)) == 0])
    error_message = "Nothing is put into others' applications that AWS knows for theirs."
  }

  assert {
    condition     = alltrue([for sid, statement in module.deploy_role["production"].allowed : sid == "ManageApis" || !anytrue([for action in flatten([statement.Action]) : startswith(action, "apigateway:")])]) && module.deploy_role["production"].allowed["ManageApis"].Resource == ["arn:aws:apigateway:*::/apis", "arn:aws:apigateway:*::/apis/*", "arn:aws:apigateway:*::/tags/*"]
    error_message = "Of API Gateway a deployment reaches HTTP APIs only."
  }

  assert {
    condition     = !anytrue([for action in module.deploy_role["production"].allowed["ManageUnnamed"].Action : can(regex("^logs:.*(LogGroup|RetentionPolicy|Tag)$", action))]) && module.deploy_role["production"].allowed["ManageHostingLogs"].Resource == "arn:aws:logs:*:123456789012:log-group:/aws/amplify/*"
    error_message = "Others' logs are neither emptied nor deleted."
  }

  assert {
    condition     = alltrue([for tag, value in { Project = "skylight", Environment = "production" } : module.deploy_role["production"].denied["LeaveApisAloneByOther${tag}"].Condition == { StringNotEquals = { "aws:ResourceTag/${tag}" = value } } && toset(module.deploy_role["production"].denied["LeaveApisAloneByOther${tag}"].Action) == toset(["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"])])
    error_message = "Other APIs of the account stay."
  }

  assert {
    condition     = alltrue([for tag in ["Project", "Environment"] : module.deploy_role["production"].denied["LeaveApiTagsAloneByOther${tag}"].Condition == module.deploy_role["production"].denied["LeaveTagsAloneByOther${tag}"].Condition && module.deploy_role["production"].denied["LeaveApiTagsAloneByOther${tag}"].Resource == "arn:aws:apigateway:*::/tags/*" && toset(module.deploy_role["production"].denied["LeaveApiTagsAloneByOther${tag}"].Action) == toset(["apigateway:POST", "apigateway:PUT", "apigateway:DELETE"])])
    error_message = "The API of another project or environment cannot be tagged as this one's."
  }

  assert {
    condition     = module.deploy_role["production"].denied["LeaveOwnRolesAlone"].Action == "iam:*"
    error_message = "The roles of a deployment cannot change themselves."
  }

  assert {
    condition     = module.deploy_role["production"].allowed["MakeBoundedRoles"].Condition == { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::123456789012:policy/skylight-production-boundary" } }
    error_message = "Every role that a deployment makes is bounded."
  }

  assert {
    condition     = alltrue([for sid, statement in module.deploy_role["production"].allowed : sid == "MakeBoundedRoles" || length(setintersection(flatten([statement.Action]), ["*", "iam:*", "iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"])) == 0])
    error_message = "Roles are made and given rights by the bounded statement alone."
  }

  assert {
    condition     = alltrue([for sid, statement in module.deploy_role["production"].allowed : !anytrue([for action in flatten([statement.Action]) : can(regex("^iam:.*[*?]", action))])])
    error_message = "What a deployment may do to roles is named in full, not by pattern."
  }

  assert {
    condition = module.deploy_role["production"].allowed["HandRolesToServices"].Condition == { StringEquals = { "iam:PassedToService" = [
      "lambda.amazonaws.com", "scheduler.amazonaws.com", "amplify.amazonaws.com", "s3.amazonaws.com",
    ] } }
    error_message = "Roles are handed to the four services that work in their names."
  }

  assert {
    condition = { for sid, statement in module.deploy_role["production"].boundary : sid => statement.Action } == {
      OwnData = ["s3:*", "dynamodb:*", "sqs:*", "ssm:GetParameter", "lambda:InvokeFunction", "logs:*"]
      Telemetry = [
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups",
        "xray:PutTraceSegments", "xray:PutTelemetryRecords",
      ]
    }
    error_message = "No role of a deployment's making does more than to work with its own data and to tell of it."
  }
}

run "state_bucket" {
  command = plan

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Effect == "Deny" && jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Condition == { Bool = { "aws:SecureTransport" = "false" } } && length(jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Resource) == 2
    error_message = "The state is read and written over TLS only."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.state.block_public_acls && aws_s3_bucket_public_access_block.state.block_public_policy && aws_s3_bucket_public_access_block.state.ignore_public_acls && aws_s3_bucket_public_access_block.state.restrict_public_buckets
    error_message = "Nobody can open the states to the public."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.state.versioning_configuration).status == "Enabled" && one(one(aws_s3_bucket_lifecycle_configuration.state.rule).noncurrent_version_expiration).noncurrent_days >= 30
    error_message = "A state that was spoilt can be had as it was before."
  }
}
