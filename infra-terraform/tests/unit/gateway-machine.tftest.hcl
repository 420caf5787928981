variables {
  region                 = "eu-west-2"
  artifact               = { bucket = "ai-portal-artifacts", key = "gateway/ollama-bedrock-server-1.0.0.jar", sha256 = "d2c6cf77ae5f94f752b1bb51027081935c2487ad68f670e6d230f41c93d5c547" }
  log_file               = "/var/log/ai-portal/gateway.log"
  agent_config_parameter = "AmazonCloudWatch-ai-portal-gateway"
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
    condition     = strcontains(output.files["/etc/bedrock-gateway/gateway.env"], "OLLAMA_HOST=0.0.0.0:9000\nOLLAMA_ORIGINS=https://portal.example.com,https://other.example.com\nOLLAMA_KEEP_ALIVE=5m\nGATEWAY_DRAIN_TIMEOUT=120s\nAWS_REGION=eu-west-2\nGATEWAY_CONFIG=/etc/bedrock-gateway/gateway.yaml\n")
    error_message = "By the names operators know."
  }

  assert {
    condition     = output.files["/etc/bedrock-gateway/gateway.yaml"] == "aliases: {}"
    error_message = "And the file."
  }
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
