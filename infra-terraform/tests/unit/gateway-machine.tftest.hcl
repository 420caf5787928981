variables {
  region                 = "eu-west-2"
  artifact               = { bucket = "ai-portal-artifacts", key = "gateway/ollama-bedrock-server-1.0.0.jar", sha256 = "d2c6cf77ae5f94f752b1bb51027081935c2487ad68f670e6d230f41c93d5c547" }
  log_file               = "/var/log/ai-portal/gateway.log"
  agent_config_parameter = "AmazonCloudWatch-ai-portal-gateway"
  secret_arns            = { gateway_key = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:gateway-key-AbCdEf", user_jwt_secret = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:user-jwt-AbCdEf" }
}

run "installs_the_jar_it_was_given" {
  module {
    source = "./modules/gateway-machine"
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/bedrock-gateway-install"], "s3://ai-portal-artifacts/gateway/ollama-bedrock-server-1.0.0.jar") && strcontains(output.files["/usr/local/sbin/bedrock-gateway-install"], var.artifact.sha256)
    error_message = "The jar and its digest."
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/bedrock-gateway-install"], "java-25-amazon-corretto-headless")
    error_message = "Corretto 25."
  }
}

run "passes_settings_in_the_environment" {
  module {
    source = "./modules/gateway-machine"
  }

  variables {
    origins     = ["https://portal.example.com", "https://other.example.com"]
    config_yaml = "aliases: {}"
    port        = 9000
  }

  assert {
    condition     = strcontains(output.files["/etc/bedrock-gateway/gateway.env"], "OLLAMA_HOST=0.0.0.0:9000\nOLLAMA_ORIGINS=https://portal.example.com,https://other.example.com\nOLLAMA_KEEP_ALIVE=5m\nGATEWAY_DRAIN_TIMEOUT=120s\nAWS_REGION=eu-west-2\nGATEWAY_METRICS_LOG=emf\nGATEWAY_CONFIG=/etc/bedrock-gateway/gateway.yaml\n")
    error_message = "By the names operators know."
  }

  assert {
    condition     = output.files["/etc/bedrock-gateway/gateway.yaml"] == "aliases: {}"
    error_message = "And the file."
  }
}

run "reads_its_secrets_as_root_before_it_starts" {
  module {
    source = "./modules/gateway-machine"
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/bedrock-gateway-secrets"], "key=$(secret 'arn:aws:secretsmanager:eu-west-2:123456789012:secret:gateway-key-AbCdEf')\nsigning=$(secret 'arn:aws:secretsmanager:eu-west-2:123456789012:secret:user-jwt-AbCdEf')\n")
    error_message = "The key that callers show, and what Open WebUI signs with."
  }

  assert {
    condition     = strcontains(output.files["/etc/systemd/system/bedrock-gateway.service"], "EnvironmentFile=-/run/bedrock-gateway/secrets.env\n") && strcontains(output.files["/etc/systemd/system/bedrock-gateway.service"], "ExecStartPre=+/usr/local/sbin/bedrock-gateway-secrets\n") && strcontains(output.files["/etc/systemd/system/bedrock-gateway.service"], "TimeoutStartSec=1200\n")
    error_message = "The unit gets both, and has the time to wait for them."
  }

  assert {
    condition     = !strcontains(output.files["/etc/bedrock-gateway/gateway.env"], "GATEWAY_KEY") && !strcontains(output.user_data, "GATEWAY_ALLOW_ANONYMOUS")
    error_message = "Nothing secret among the settings, and nobody is let in without a key."
  }
}

run "looks_for_changed_secrets" {
  module {
    source = "./modules/gateway-machine"
  }

  variables {
    config_yaml = "keys: {}"
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/bedrock-gateway-refresh"], "'/etc/bedrock-gateway/gateway.yaml'") && strcontains(output.files["/usr/local/sbin/bedrock-gateway-install"], "bedrock-gateway-refresh.timer\n")
    error_message = "A timer compares them; a key that the settings know is no reason to restart."
  }
}

run "refuses_to_serve_without_a_key" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    secret_arns = { user_jwt_secret = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:user-jwt-AbCdEf" }
  }

  expect_failures = [var.secret_arns]
}

run "drains_before_it_stops" {
  module {
    source = "./modules/gateway-machine"
  }

  variables {
    drain_seconds = 60
  }

  assert {
    condition     = strcontains(output.files["/etc/systemd/system/bedrock-gateway.service"], "TimeoutStopSec=75\n")
    error_message = "The service waits longer than the gateway."
  }
}

run "refuses_a_digest_of_sixteen_digits" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    artifact = { bucket = "b", key = "g.jar", sha256 = "d2c6cf77ae5f94f7" }
  }

  expect_failures = [var.artifact]
}

run "refuses_an_archive_that_is_no_jar" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    artifact = { bucket = "b", key = "gateway.zip", sha256 = "d2c6cf77ae5f94f752b1bb51027081935c2487ad68f670e6d230f41c93d5c547" }
  }

  expect_failures = [var.artifact]
}

run "refuses_java_11" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    java_version = 11
  }

  expect_failures = [var.java_version]
}

run "refuses_a_port_for_root" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    port = 80
  }

  expect_failures = [var.port]
}

run "refuses_an_origin_with_a_path" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    origins = ["https://portal.example.com/chat"]
  }

  expect_failures = [var.origins]
}

run "refuses_a_duration_in_words" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    keep_alive = "five minutes"
  }

  expect_failures = [var.keep_alive]
}

run "refuses_settings_that_are_no_yaml" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    config_yaml = "a: [1"
  }

  expect_failures = [var.config_yaml]
}

run "refuses_to_drain_for_a_day" {
  command = plan

  module {
    source = "./modules/gateway-machine"
  }

  variables {
    drain_seconds = 86400
  }

  expect_failures = [var.drain_seconds]
}
