# The hosting over its life: what it is told once, and what it keeps.

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mocked"
    }
  }
}

variables {
  name                     = "skylight-any"
  environment_name         = "production"
  repository               = "https://github.com/ada/skylight"
  branch                   = "main"
  domain                   = null
  environment              = {}
  dead_letter_queue_arn    = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
  bucket_arn               = "arn:aws:s3:::bucket"
  table_arn                = "arn:aws:dynamodb:eu-central-1:123456789012:table/table"
  queue_arn                = "arn:aws:sqs:eu-central-1:123456789012:queue"
  region                   = "eu-central-1"
  account                  = "123456789012"
  partition                = "aws"
  log_retention_days       = 30
  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  keep_old_indexes         = false
}

run "without_a_token_at_all" {
  module {
    source = "./modules/hosting"
  }

  command = plan

  variables {
    repository_access_token = ""
  }

  assert {
    condition     = aws_amplify_app.this.access_token == null
    error_message = "An empty token is none."
  }

  assert {
    condition = alltrue([for role in [aws_iam_role.compute, aws_iam_role.service] : role.permissions_boundary == var.permissions_boundary_arn && [for statement in jsondecode(role.assume_role_policy).Statement : [statement.Principal, statement.Condition]] == [[{ Service = "amplify.amazonaws.com" }, {
      ArnLike      = { "aws:SourceArn" = "arn:aws:amplify:eu-central-1:123456789012:apps/*" }
      StringEquals = { "aws:SourceAccount" = "123456789012" }
    }]]])
    error_message = "Each role is bounded, and Amplify takes it on for applications of this account."
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.service.policy).Statement : statement.Sid => [statement.Action, statement.Resource] } == {
      Log      = [["logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogGroup"], "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/amplify/*"]
      FindLogs = [["logs:DescribeLogGroups"], "*"]
    }
    error_message = "Amplify writes logs of applications, and does nothing else."
  }

  assert {
    condition     = alltrue([for parameter in [aws_ssm_parameter.secret, aws_ssm_parameter.metrics_token] : parameter.type == "SecureString" && parameter.value_wo_version == 1])
    error_message = "Secrets are encrypted, and in no state."
  }

  assert {
    condition     = !aws_amplify_app.this.enable_branch_auto_build && !aws_amplify_branch.this.enable_auto_build
    error_message = "No push is released before CI has passed it."
  }

  assert {
    condition = { for header in flatten([for each in yamldecode(aws_amplify_app.this.custom_headers).customHeaders : each.headers if each.pattern == "**/*"]) : header.key => header.value } == {
      Strict-Transport-Security = "max-age=63072000; includeSubDomains"
      X-Content-Type-Options    = "nosniff"
    }
    error_message = "Static files say that the site is reached over TLS only, and are what they say they are."
  }
}

run "first" {
  module {
    source = "./modules/hosting"
  }

  variables {
    repository_access_token = "ghp_once"
  }

  assert {
    condition     = aws_amplify_app.this.access_token == "ghp_once"
    error_message = "Amplify needs the token to install itself in the repository."
  }

  assert {
    condition     = aws_amplify_app.this.iam_service_role_arn == aws_iam_role.service.arn
    error_message = "Without a service role the web server's lines are in no log."
  }

  assert {
    condition     = aws_amplify_branch.this.environment_variables["DIRECT_UPLOAD_MAX_BYTES"] == "1048576" && aws_amplify_branch.this.environment_variables["TRUSTED_PROXY_HOPS"] == "2"
    error_message = "The hosting takes small bodies, behind two proxies."
  }
}

run "later_without_the_token" {
  module {
    source = "./modules/hosting"
  }

  variables {
    repository_access_token = ""
    environment             = { TRUSTED_PROXY_HOPS = "3" }
  }

  assert {
    condition     = aws_amplify_app.this.access_token == "ghp_once"
    error_message = "A token that was deleted since changes nothing: AWS refuses an empty one."
  }

  assert {
    condition     = aws_amplify_branch.this.environment_variables["TRUSTED_PROXY_HOPS"] == "3"
    error_message = "The owner's settings win over those of the hosting."
  }
}
