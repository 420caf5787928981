mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "ai-portal-webui"
  vpc_id             = "vpc-0123456789abcdef0"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_ids = ["sg-0123456789abcdef0"]
  certificate_arn    = "arn:aws:acm:eu-west-2:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  target_port        = 8080
  health_path        = "/health"
  access_logs_bucket = "ai-portal-logs"
}

run "speaks_https_and_sends_http_there" {
  module {
    source = "./modules/alb"
  }

  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    error_message = "TLS 1.2 and 1.3 only."
  }

  assert {
    condition     = aws_lb_listener.redirect[0].port == 80 && aws_lb_listener.redirect[0].default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "HTTP is redirected."
  }
}

run "is_protected_and_logged" {
  module {
    source = "./modules/alb"
  }

  assert {
    condition     = aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields
    error_message = "Not deleted by accident; broken headers dropped."
  }

  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == "ai-portal-logs" && aws_lb.this.access_logs[0].prefix == "alb"
    error_message = "Who came is in the logs bucket."
  }

  assert {
    condition     = aws_lb.this.idle_timeout == 300
    error_message = "A model may think for five minutes."
  }
}

run "stays_inside_for_the_gateway" {
  module {
    source = "./modules/alb"
  }

  variables {
    internal      = true
    redirect_http = false
    drain_seconds = 240
  }

  assert {
    condition     = aws_lb.this.internal && length(aws_lb_listener.redirect) == 0
    error_message = "No public address, no HTTP."
  }

  assert {
    condition     = aws_lb_target_group.this.deregistration_delay == "240" && aws_lb_target_group.this.load_balancing_algorithm_type == "least_outstanding_requests"
    error_message = "Streams finish; the least busy machine is next."
  }
}

run "keeps_a_browser_at_its_machine" {
  module {
    source = "./modules/alb"
  }

  variables {
    sticky = true
  }

  assert {
    condition     = aws_lb_target_group.this.stickiness[0].enabled
    error_message = "Sticky."
  }
}

run "refuses_a_name_of_one_letter" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    name = "a"
  }

  expect_failures = [var.name]
}

run "refuses_a_single_subnet" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_a_certificate_by_name" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    certificate_arn = "portal.example.com"
  }

  expect_failures = [var.certificate_arn]
}

run "refuses_to_cut_streams" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    idle_timeout = 60
  }

  expect_failures = [var.idle_timeout]
}

run "refuses_a_health_path_without_slash" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    health_path = "health"
  }

  expect_failures = [var.health_path]
}

run "refuses_to_drain_for_a_day" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    drain_seconds = 86400
  }

  expect_failures = [var.drain_seconds]
}

run "gives_a_service_time_to_restart" {
  module {
    source = "./modules/alb"
  }

  variables {
    unhealthy_threshold = 10
  }

  assert {
    condition     = aws_lb_target_group.this.health_check[0].unhealthy_threshold == 10
    error_message = "Ten failed checks, not four."
  }
}

run "refuses_more_failed_checks_than_aws_counts" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    unhealthy_threshold = 11
  }

  expect_failures = [var.unhealthy_threshold]
}

run "names_its_target_group_after_the_port" {
  module {
    source = "./modules/alb"
  }

  variables {
    name        = "abcdefghijklmnopqrstu-gateway"
    target_port = 8000
  }

  assert {
    condition     = aws_lb_target_group.this.name == "abcdefghijklmnopqrstu-gatew-8000" && length(aws_lb_target_group.this.name) == 32
    error_message = "Another port needs another group beside the old one, whose name is taken; 32 characters are the most."
  }
}

run "reaches_tasks_by_their_addresses" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    target_type = "ip"
  }

  assert {
    condition     = aws_lb_target_group.this.target_type == "ip" && endswith(aws_lb_target_group.this.name, "-ip") && length(aws_lb_target_group.this.name) <= 32
    error_message = "A group of its own, beside that of machines."
  }
}

run "refuses_another_kind_of_targets" {
  command = plan

  module {
    source = "./modules/alb"
  }

  variables {
    target_type = "lambda"
  }

  expect_failures = [var.target_type]
}
