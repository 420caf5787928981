mock_provider "aws" {
  source = "./tests/mocks"
}

run "makes_no_role_unasked" {
  command = plan

  module {
    source = "./bootstrap"
  }

  assert {
    condition     = length(aws_iam_role.ci) + length(aws_iam_openid_connect_provider.ci) == 0
    error_message = "Nobody signs in by a pipeline."
  }
}

run "lets_a_pipeline_plan_from_anywhere_and_apply_from_one_environment" {
  module {
    source = "./bootstrap"
  }

  variables {
    ci = { plan_subjects = ["repo:example/portal:*"], apply_subjects = ["repo:example/portal:environment:production"] }
  }

  override_resource {
    target = aws_iam_openid_connect_provider.ci
    values = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }

  assert {
    condition = alltrue([for role, subject in { plan = "repo:example/portal:*", apply = "repo:example/portal:environment:production" } :
      toset([for condition in data.aws_iam_policy_document.ci_trust[role].statement[0].condition : "${condition.variable} ${one(condition.values)}"]) == toset([
        "token.actions.githubusercontent.com:aud sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub ${subject}",
    ])])
    error_message = "Each role for its own subjects, and for AWS alone."
  }

  assert {
    condition     = toset([for attached in values(aws_iam_role_policy_attachment.ci) : attached.policy_arn]) == toset(["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AdministratorAccess"]) && keys(output.ci_role_arns) == ["apply", "plan"]
    error_message = "A plan may only read."
  }

  assert {
    condition     = anytrue([for statement in data.aws_iam_policy_document.ci.statement : statement.effect == "Deny" && contains(statement.actions, "s3:GetObject")])
    error_message = "Files of users are not read."
  }
}

run "refuses_an_issuer_that_is_no_address" {
  command = plan

  module {
    source = "./bootstrap"
  }

  variables {
    ci = { issuer = "github", plan_subjects = ["repo:example/portal:*"], apply_subjects = [] }
  }

  expect_failures = [var.ci]
}

run "refuses_everybodys_pipelines" {
  command = plan

  module {
    source = "./bootstrap"
  }

  variables {
    ci = { plan_subjects = ["repo:*"], apply_subjects = [] }
  }

  expect_failures = [var.ci]
}

run "refuses_to_apply_from_any_branch" {
  command = plan

  module {
    source = "./bootstrap"
  }

  variables {
    ci = { plan_subjects = [], apply_subjects = ["repo:example/portal:*"] }
  }

  expect_failures = [var.ci]
}
