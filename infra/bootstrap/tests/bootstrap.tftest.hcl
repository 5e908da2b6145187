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
    condition = jsondecode(module.github.trust["apply"]).Statement[0].Condition.StringEquals == {
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
}

run "repositories_with_ids" {
  command = plan

  variables {
    repository_ids = { owner = 1001, repository = 2002 }
    environment    = "staging"
  }

  assert {
    condition = jsondecode(module.github.trust["apply"]).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == [
      "repo:ada/skylight:environment:staging",
      "repo:ada@1001/skylight@2002:environment:staging",
    ]
    error_message = "Both forms of the subject are taken where the ids are given."
  }
}

run "what_a_deployment_may_not_do" {
  command = plan

  assert {
    condition     = alltrue([for action in ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect", "dynamodb:ExportTableToPointInTime", "s3:GetObject", "s3:GetObjectVersion", "sqs:ReceiveMessage"] : contains(module.github.denied["LeaveContentAlone"].Action, action)])
    error_message = "A deployment reads no photo, no row and no message, by whichever call."
  }

  assert {
    condition     = module.github.denied["LeaveOthersAlone"].Condition == { StringNotEquals = { "aws:ResourceTag/Project" = "skylight" } } && alltrue([for action in ["amplify:Delete*", "amplify:Update*", "amplify:StartDeployment", "wafv2:DeleteWebACL", "wafv2:UpdateWebACL", "logs:DeleteLogGroup"] : contains(module.github.denied["LeaveOthersAlone"].Action, action)])
    error_message = "What carries another project's tag, or none, is nobody's to delete here."
  }

  assert {
    condition     = module.github.denied["LeaveOthersAlone"].NotResource == "arn:aws:amplify:*:123456789012:apps/*/domains/*"
    error_message = "A deployment may change and remove its own domain, which carries no tags."
  }

  assert {
    condition     = module.github.denied["LeaveOthersTagsAlone"].Condition == { StringNotEquals = { "aws:ResourceTag/Project" = "skylight" }, Null = { "aws:ResourceTag/Project" = "false" } } && alltrue([for action in ["amplify:*agResource", "wafv2:*agResource", "logs:*Tag*"] : contains(module.github.denied["LeaveOthersTagsAlone"].Action, action)])
    error_message = "No tag of another project is changed into ours."
  }

  assert {
    condition     = alltrue([for sid, statement in module.github.allowed : sid == "ManageApis" || !anytrue([for action in flatten([statement.Action]) : startswith(action, "apigateway:")])]) && module.github.allowed["ManageApis"].Resource == ["arn:aws:apigateway:*::/apis", "arn:aws:apigateway:*::/apis/*", "arn:aws:apigateway:*::/tags/*"]
    error_message = "Of API Gateway a deployment reaches HTTP APIs only."
  }

  assert {
    condition     = !anytrue([for action in module.github.allowed["ManageUnnamed"].Action : can(regex("^logs:.*(LogGroup|RetentionPolicy|Tag)$", action))]) && module.github.allowed["ManageHostingLogs"].Resource == "arn:aws:logs:*:123456789012:log-group:/aws/amplify/*"
    error_message = "Others' logs are neither emptied nor deleted."
  }

  assert {
    condition     = module.github.denied["LeaveOtherApisAlone"].Condition == { StringNotEquals = { "aws:ResourceTag/Project" = "skylight" } } && toset(module.github.denied["LeaveOtherApisAlone"].Action) == toset(["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"])
    error_message = "Other APIs of the account stay."
  }

  assert {
    condition     = module.github.denied["LeaveOtherApisTagsAlone"].Condition == module.github.denied["LeaveOthersTagsAlone"].Condition && module.github.denied["LeaveOtherApisTagsAlone"].Resource == "arn:aws:apigateway:*::/tags/*" && toset(module.github.denied["LeaveOtherApisTagsAlone"].Action) == toset(["apigateway:POST", "apigateway:PUT", "apigateway:DELETE"])
    error_message = "Another project's API cannot be tagged as this one's."
  }

  assert {
    condition     = module.github.denied["LeaveOwnRolesAlone"].Action == "iam:*"
    error_message = "The roles of a deployment cannot change themselves."
  }

  assert {
    condition     = module.github.allowed["MakeBoundedRoles"].Condition == { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::123456789012:policy/skylight-boundary" } }
    error_message = "Every role that a deployment makes is bounded."
  }

  assert {
    condition     = alltrue([for sid, statement in module.github.allowed : sid == "MakeBoundedRoles" || length(setintersection(flatten([statement.Action]), ["*", "iam:*", "iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"])) == 0])
    error_message = "Roles are made and given rights by the bounded statement alone."
  }
}

run "state_bucket" {
  command = plan

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Effect == "Deny" && jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Condition == { Bool = { "aws:SecureTransport" = "false" } } && length(jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Resource) == 2
    error_message = "The state is read and written over TLS only."
  }
}
