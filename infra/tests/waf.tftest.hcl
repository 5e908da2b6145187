# What the firewall counts instead of blocking it: all that looks into bodies, which are photos and what people write.

mock_provider "aws" {}

run "bodies" {
  command = plan

  module {
    source = "./modules/waf"
  }

  variables {
    name           = "skylight-any"
    resource_arn   = "arn:aws:amplify:us-east-1:123456789012:apps/d1"
    api_rate_limit = 50
  }

  assert {
    condition = toset([
      for override in one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "common"]).statement[0].managed_rule_group_statement[0].rule_action_override : override.name if length(override.action_to_use[0].count) == 1
      ]) == toset([
      "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY",
    ])
    error_message = "No photo is refused for its metadata, and no title for its characters."
  }

  assert {
    condition     = [for rule in aws_wafv2_web_acl.this.rule : [rule.name, length(flatten(rule.action[*].block)), length(flatten(rule.override_action[*].none))] if rule.name == "rate"] == [["rate", 1, 0]] && [for rule in aws_wafv2_web_acl.this.rule : [rule.name, length(flatten(rule.override_action[*].none))] if rule.name == "common"] == [["common", 1]]
    error_message = "What the rules find is blocked, and not merely counted."
  }
}
