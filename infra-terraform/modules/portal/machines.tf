# What runs: a role for each workload, what its machines do at first start, and the machines themselves.

data "aws_ssm_parameter" "system_image" {
  for_each = local.architectures

  name = local.system_images[each.key]
}

locals {
  # Of the processors that the types of a workload have: those of Graviton have a g after their generation.
  architecture  = { for workload, given in { webui = var.webui, gateway = var.gateway } : workload => can(regex(local.graviton, given.instance_types[0])) ? "arm64" : "x86_64" }
  architectures = toset(values(local.architecture))
  graviton      = "^(a1|[a-z]+[0-9]+g[a-z]*)\\."
  system_images = { for architecture in ["x86_64", "arm64"] : architecture => "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}" }

  gateway_sha256 = filesha256(var.gateway.jar_path)

  # What Open WebUI and the gateway share: the key of the one to the other, and what it signs with who asks.
  gateway_secret_arns = {
    gateway_key     = aws_secretsmanager_secret.generated["gateway-key"].arn
    user_jwt_secret = aws_secretsmanager_secret.generated["user-jwt-secret"].arn
  }

  secret_arns = merge(
    local.gateway_secret_arns,
    {
      database         = module.database.application_secret_arn
      webui_secret_key = aws_secretsmanager_secret.generated["webui-secret-key"].arn
      admin_password   = aws_secretsmanager_secret.generated["admin-password"].arn
    },
    { for directory in concat(module.directory, module.existing_directory) : "ldap_bind" => directory.bind_secret_arn },
    var.cache.enabled ? { redis = module.cache[0].auth_secret_arn } : {},
    { for secret in aws_secretsmanager_secret.oidc_client : "oidc_client" => secret.arn },
  )

  # A container needs the machine's role only to reach the uploads, one network hop further than the machine itself.
  webui_hop_limit = var.uploads.enabled ? 2 : 1

  # What is pinned, and where machines get it: from its makers, or from the account's own copies of it.
  image_source   = merge({ repository = "ghcr.io/open-webui/open-webui", tag = "v0.11.0", digest = "sha256:72c0ba641ba75e7aa52655cb242570906ececd09b1140fb736483038a22b3228" }, { for key, value in var.webui.image : key => value if value != null })
  compose_source = merge({ version = "2.40.3", sha256 = "dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372", url = null }, { for key, value in var.webui.compose : key => value if value != null })
  compose_mirror = "s3://${module.storage.artifacts_bucket.name}/compose/${local.compose_source.sha256}/docker-compose"

  image       = merge(local.image_source, var.mirror ? { repository = module.mirror[0].repository_url } : {})
  compose     = merge(local.compose_source, { url = var.mirror ? local.compose_mirror : local.compose_url })
  compose_url = coalesce(local.compose_source.url, "https://github.com/docker/compose/releases/download/v${local.compose_source.version}/docker-compose-linux-${local.architecture.webui == "arm64" ? "aarch64" : "x86_64"}")

  compose_object = startswith(coalesce(local.compose.url, "https://"), "s3://") ? {
    compose = "arn:${local.partition}:s3:::${trimprefix(local.compose.url, "s3://")}"
  } : {}
}

module "mirror" {
  source = "../mirror"
  count  = var.mirror ? 1 : 0

  name         = var.name
  tags         = var.tags
  kms_key_arn  = module.kms.key_arn
  force_delete = var.disposable
}

# Two versions of Open WebUI must never share a database: where the version changes, all machines go before the new ones
# come; any other change is rolled out without an interruption. The parameter is written after the group has changed, so a
# plan reads the version that runs.
data "aws_ssm_parameters_by_path" "running" {
  count = local.scaled ? 1 : 0

  path = local.running_path
}

locals {
  running_path    = "/ai-portal/${var.name}/running"
  running_version = one([for value in flatten(data.aws_ssm_parameters_by_path.running[*].values) : nonsensitive(value)])
  new_version     = coalesce(local.running_version, local.image.tag) != local.image.tag
}

resource "aws_ssm_parameter" "running" {
  count = local.scaled ? 1 : 0

  name        = "${local.running_path}/open-webui"
  description = "Version of Open WebUI that ${var.name} runs"
  type        = "String"
  value       = local.image.tag

  tags = merge(var.tags, { Name = "${var.name}-open-webui-version" })

  depends_on = [module.webui_group, module.webui_service]
}

module "webui_role" {
  source = "../iam-instance"

  name                     = "${var.name}-webui"
  tags                     = var.tags
  description              = "Open WebUI machines of ${var.name}"
  log_group_arn            = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_groups.webui}"
  agent_config_arn         = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/${local.agent_parameters.webui}"
  metric_namespace         = local.metric_namespace
  in_group                 = local.grouped
  on_machines              = !local.fargate
  secret_arns              = local.fargate ? {} : local.secret_arns
  readable_object_arns     = local.fargate ? {} : local.compose_object
  image_repository_arns    = { for index, mirror in module.mirror : "open-webui" => mirror.repository_arn if !local.fargate }
  uploads_bucket_arn       = try(module.storage.uploads_bucket.arn, null)
  uploads_enabled          = var.uploads.enabled
  kms_key_arn              = module.kms.key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "gateway_role" {
  source = "../iam-instance"

  name                     = "${var.name}-gateway"
  tags                     = var.tags
  description              = "Gateway machines of ${var.name}: they alone call Bedrock"
  log_group_arn            = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_groups.gateway}"
  agent_config_arn         = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/${local.agent_parameters.gateway}"
  metric_namespace         = local.metric_namespace
  in_group                 = local.grouped
  on_machines              = !local.fargate
  secret_arns              = local.fargate ? {} : local.gateway_secret_arns
  readable_object_arns     = { jar = "${module.storage.artifacts_bucket.arn}/${aws_s3_object.gateway.key}" }
  kms_key_arn              = module.kms.key_arn
  bedrock_models           = local.models
  guardrail_arn            = local.guardrail_arn
  assumed_roles            = [for account in var.model_accounts : { role_arn = account.role_arn, external_id = account.external_id }]
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "webui_machine" {
  source = "../webui-machine"

  region                 = local.region
  image                  = local.image
  compose                = local.compose
  port                   = var.webui.port
  public_url             = local.portal_url
  gateway_url            = local.gateway_url
  admin_email            = var.webui.admin_email
  chat_models            = local.chat_models
  models_by_group        = var.webui.models_by_group
  default_model          = local.default_model
  task_model             = local.task_model
  embedding_model        = local.embedding_model
  database               = { address = module.database.address, port = module.database.port, name = module.database.database_name, ca_pem = module.database.ca_pem }
  secret_arns            = local.secret_arns
  ldap                   = one(concat(module.directory[*].ldap, module.existing_directory[*].ldap))
  redis                  = var.cache.enabled ? { address = module.cache[0].address, port = module.cache[0].port } : null
  uploads_bucket         = try(module.storage.uploads_bucket.name, null)
  oidc                   = local.oidc
  max_machines           = var.webui.max
  extra_environment      = var.webui.extra_environment
  log_group_name         = local.log_groups.webui
  log_file               = local.log_files.webui
  agent_config_parameter = local.agent_parameters.webui
}

module "gateway_machine" {
  source = "../gateway-machine"

  region                 = local.region
  artifact               = { bucket = module.storage.artifacts_bucket.name, key = aws_s3_object.gateway.key, sha256 = local.gateway_sha256 }
  java_version           = var.gateway.java_version
  port                   = var.gateway.port
  origins                = var.gateway.origins
  keep_alive             = var.gateway.keep_alive
  config_yaml            = yamlencode(local.gateway_settings)
  secret_arns            = local.gateway_secret_arns
  drain_seconds          = var.gateway.drain_seconds
  metrics_log            = var.monitoring.gateway_metrics
  log_file               = local.log_files.gateway
  agent_config_parameter = local.agent_parameters.gateway
}

resource "aws_key_pair" "this" {
  count = var.ssh.enabled ? 1 : 0

  key_name_prefix = "${var.name}-"
  public_key      = var.ssh.public_key

  tags = merge(var.tags, { Name = var.name })
}

# The portal's address in the demo; it outlives the machine behind it.
resource "aws_eip" "webui" {
  count = local.scaled ? 0 : 1

  domain = "vpc"

  tags = merge(var.tags, { Name = "${var.name}-webui" })
}

module "webui" {
  source = "../instance"
  count  = local.scaled ? 0 : 1

  name                   = "${var.name}-webui"
  tags                   = var.tags
  instance_tags          = local.backup_tags
  ami_id                 = data.aws_ssm_parameter.system_image[local.architecture.webui].insecure_value
  instance_type          = var.webui.instance_types[0]
  subnet_id              = local.network.public_subnet_ids[0]
  public                 = true
  associate_eip          = true
  eip_allocation_id      = aws_eip.webui[0].allocation_id
  security_group_ids     = [module.security_groups.ids["webui"]]
  instance_profile_name  = module.webui_role.instance_profile_name
  key_name               = one(aws_key_pair.this[*].key_name)
  detailed_monitoring    = var.monitoring.detailed
  termination_protection = !var.disposable
  user_data_base64       = module.webui_machine.user_data_base64
  metadata_hop_limit     = local.webui_hop_limit
  root_gb                = var.webui.root_gb
  kms_key_arn            = module.kms.key_arn
}

module "gateway" {
  source = "../instance"
  count  = local.scaled ? 0 : 1

  name                   = "${var.name}-gateway"
  tags                   = var.tags
  instance_tags          = local.backup_tags
  ami_id                 = data.aws_ssm_parameter.system_image[local.architecture.gateway].insecure_value
  instance_type          = var.gateway.instance_types[0]
  subnet_id              = local.network.public_subnet_ids[1]
  public                 = true
  security_group_ids     = [module.security_groups.ids["gateway"]]
  instance_profile_name  = module.gateway_role.instance_profile_name
  key_name               = one(aws_key_pair.this[*].key_name)
  detailed_monitoring    = var.monitoring.detailed
  termination_protection = !var.disposable
  user_data_base64       = module.gateway_machine.user_data_base64
  root_gb                = var.gateway.root_gb
  kms_key_arn            = module.kms.key_arn
}

module "webui_group" {
  source = "../asg"
  count  = local.grouped ? 1 : 0

  name                    = "${var.name}-webui"
  tags                    = var.tags
  default_tags            = data.aws_default_tags.current.tags
  instance_tags           = local.backup_tags
  ami_id                  = "resolve:ssm:${local.system_images[local.architecture.webui]}"
  instance_types          = var.webui.instance_types
  size                    = { min = var.webui.min, max = var.webui.max, desired = var.webui.desired }
  spot_percentage         = var.webui.spot_percentage
  subnet_ids              = local.network.private_subnet_ids
  security_group_ids      = [module.security_groups.ids["webui"]]
  instance_profile_arn    = module.webui_role.instance_profile_arn
  service_linked_role_arn = aws_iam_service_linked_role.autoscaling[0].arn
  target_group_arns       = [module.webui_alb[0].target_group_arn]
  requests_target         = { resource_label = module.webui_alb[0].request_label }
  user_data_base64        = module.webui_machine.user_data_base64
  metadata_hop_limit      = local.webui_hop_limit
  root_gb                 = var.webui.root_gb
  kms_key_arn             = module.kms.key_arn

  min_healthy_percentage = local.new_version ? 0 : 100
}

module "gateway_group" {
  source = "../asg"
  count  = local.grouped ? 1 : 0

  name                    = "${var.name}-gateway"
  tags                    = var.tags
  default_tags            = data.aws_default_tags.current.tags
  instance_tags           = local.backup_tags
  ami_id                  = "resolve:ssm:${local.system_images[local.architecture.gateway]}"
  instance_types          = var.gateway.instance_types
  size                    = { min = var.gateway.min, max = var.gateway.max, desired = var.gateway.desired }
  spot_percentage         = var.gateway.spot_percentage
  subnet_ids              = local.network.private_subnet_ids
  security_group_ids      = [module.security_groups.ids["gateway"]]
  instance_profile_arn    = module.gateway_role.instance_profile_arn
  service_linked_role_arn = aws_iam_service_linked_role.autoscaling[0].arn
  target_group_arns       = [module.gateway_alb[0].target_group_arn]
  requests_target         = { resource_label = module.gateway_alb[0].request_label }
  user_data_base64        = module.gateway_machine.user_data_base64
  root_gb                 = var.gateway.root_gb
  kms_key_arn             = module.kms.key_arn
}
