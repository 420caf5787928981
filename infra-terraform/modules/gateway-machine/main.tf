# What a gateway machine does at its first start, as cloud-init user data. Makes no resources. Everything secret is read from
# Secrets Manager when the service starts and is kept in a memory-backed file.

locals {
  templates   = "${path.module}/../../templates"
  config_file = var.config_yaml == null ? null : "/etc/bedrock-gateway/gateway.yaml"
  programs    = "/usr/local/sbin"
  installer   = "${local.programs}/bedrock-gateway-install"

  files = merge(
    {
      "/etc/bedrock-gateway/gateway.env" = {
        mode = "0644"
        content = templatefile("${local.templates}/gateway/gateway.env.tftpl", {
          port          = var.port
          origins       = var.origins
          keep_alive    = var.keep_alive
          drain_seconds = var.drain_seconds
          metrics_log   = var.metrics_log
          region        = var.region
          config_file   = local.config_file
        })
      }
      "/etc/systemd/system/bedrock-gateway.service" = {
        mode    = "0644"
        content = templatefile("${local.templates}/gateway/bedrock-gateway.service.tftpl", { drain_seconds = var.drain_seconds, log_file = var.log_file })
      }
      "/etc/systemd/system/bedrock-gateway-refresh.service" = {
        mode    = "0644"
        content = templatefile("${local.templates}/gateway/bedrock-gateway-refresh.service.tftpl", {})
      }
      "/etc/systemd/system/bedrock-gateway-refresh.timer" = {
        mode    = "0644"
        content = templatefile("${local.templates}/gateway/bedrock-gateway-refresh.timer.tftpl", {})
      }
      "${local.programs}/bedrock-gateway-secrets" = {
        mode    = "0755"
        content = templatefile("${local.templates}/gateway/secrets.sh.tftpl", { region = var.region, secrets = var.secret_arns })
      }
      "${local.programs}/bedrock-gateway-refresh" = {
        mode    = "0755"
        content = templatefile("${local.templates}/gateway/refresh.sh.tftpl", { config_file = local.config_file })
      }
      "/etc/logrotate.d/bedrock-gateway" = {
        mode    = "0644"
        content = templatefile("${local.templates}/gateway/logrotate.tftpl", { log_file = var.log_file })
      }
      (local.installer) = {
        mode = "0755"
        content = templatefile("${local.templates}/gateway/install.sh.tftpl", {
          agent_config = var.agent_config_parameter
          artifact     = var.artifact
          log_file     = var.log_file
          java_version = var.java_version
          port         = var.port
          region       = var.region
        })
      }
    },
    local.config_file == null ? {} : { (coalesce(local.config_file, "none")) = { mode = "0644", content = var.config_yaml } },
  )

  user_data = "#cloud-config\n${yamlencode({
    write_files = [for path, file in local.files : { path = path, permissions = file.mode, content = file.content }]
    runcmd      = [[local.installer]]
  })}"
}
