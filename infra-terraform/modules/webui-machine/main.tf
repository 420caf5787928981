# What an Open WebUI machine does at its first start, as cloud-init user data. Makes no resources. Everything secret is
# read from Secrets Manager when the service starts and is kept in memory-backed files.

locals {
  templates    = "${path.module}/../../templates/open-webui"
  programs     = "/usr/local/sbin"
  ldap_ca_file = try(var.ldap.ca_pem, null) == null ? null : "/etc/open-webui/ldap-ca.pem"

  database_ca_file = "/etc/open-webui/database-ca.pem"
  database         = merge(var.database, { ca_file = local.database_ca_file })

  # Only ever compared with itself: any number would do.
  schema_lock = 20230817

  registry = can(regex("\\.dkr\\.ecr\\.", var.image.repository)) ? split("/", var.image.repository)[0] : null
  docker   = "/etc/open-webui/docker"

  compose_url = coalesce(var.compose.url, "https://github.com/docker/compose/releases/download/v${var.compose.version}/docker-compose-linux-x86_64")

  rendered = {
    "/etc/open-webui/compose.yaml" = templatefile("${local.templates}/compose.yaml.tftpl", {
      image          = "${var.image.repository}:${var.image.tag}@${var.image.digest}"
      port           = var.port
      region         = var.region
      log_group_name = var.log_group_name
      ca_files       = compact([local.database_ca_file, local.ldap_ca_file])
      ldap_host      = try(var.ldap.host, null)
      ldap_addresses = try(var.ldap.addresses, [])
    })
    "/etc/open-webui/open-webui.env"                 = templatefile("${local.templates}/open-webui.env.tftpl", { environment = local.environment })
    (local.database_ca_file)                         = var.database.ca_pem
    "/etc/systemd/system/open-webui.service"         = templatefile("${local.templates}/open-webui.service.tftpl", {})
    "/etc/systemd/system/open-webui-refresh.service" = templatefile("${local.templates}/open-webui-refresh.service.tftpl", {})
    "/etc/systemd/system/open-webui-refresh.timer"   = templatefile("${local.templates}/open-webui-refresh.timer.tftpl", {})
  }

  scripts = {
    "${local.programs}/open-webui-secrets" = templatefile("${local.templates}/secrets.sh.tftpl", {
      region   = var.region
      secrets  = var.secret_arns
      database = local.database
      ldap     = var.ldap != null
      redis    = var.redis
      oidc     = var.oidc != null

      oidc_client = contains(keys(var.secret_arns), "oidc_client")
    })
    "${local.programs}/open-webui-start" = templatefile("${local.templates}/start.sh.tftpl", {
      database = local.database
      lock_id  = local.schema_lock
    })
    "${local.programs}/open-webui-refresh" = templatefile("${local.templates}/refresh.sh.tftpl", {
      database = local.database
      lock_id  = local.schema_lock + 1
    })
    "${local.programs}/open-webui-install" = templatefile("${local.templates}/install.sh.tftpl", {
      agent_config = var.agent_config_parameter
      compose      = { url = local.compose_url, sha256 = var.compose.sha256 }
      docker       = local.docker
      log_file     = var.log_file
      own_registry = local.registry != null
      region       = var.region
    })
  }

  files = merge(
    { for path, content in local.rendered : path => { mode = "0644", content = content } },
    { for path, content in local.scripts : path => { mode = "0755", content = content } },
    local.registry == null ? {} : {
      "${local.docker}/config.json" = { mode = "0644", content = jsonencode({ credHelpers = { (coalesce(local.registry, "-")) = "ecr-login" } }) }
    },
    local.ldap_ca_file == null ? {} : { "/etc/open-webui/ldap-ca.pem" = { mode = "0644", content = var.ldap.ca_pem } },
  )

  user_data = "#cloud-config\n${yamlencode({
    write_files = [for path, file in local.files : { path = path, permissions = file.mode, content = file.content }]
    runcmd      = [["${local.programs}/open-webui-install"]]
  })}"
}
