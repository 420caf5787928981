# Both services on Fargate instead of machines (compute = "fargate"): the same settings, roles, load balancers and groups.

locals {
  fargate = var.compute == "fargate"

  # Open WebUI's files, which its settings name; a machine gets them from its user data.
  task_files = { for path, content in module.webui_machine.files : path => content if endswith(path, ".pem") }

  webui_task = [{
    name        = "open-webui"
    image       = "${local.image.repository}:${local.image.tag}@${local.image.digest}"
    entry_point = ["python3", "-c", file("${path.module}/../../templates/open-webui/task.py")]
    port        = 8080
    environment = merge(module.webui_machine.environment, {
      TASK_FILES    = jsonencode(local.task_files)
      TASK_LOCK     = "20230817"
      TASK_DATABASE = jsonencode({ address = module.database.address, port = module.database.port, name = module.database.database_name, ca_file = "/etc/open-webui/database-ca.pem" })
    }, var.cache.enabled ? { TASK_REDIS = jsonencode({ address = module.cache[0].address, port = module.cache[0].port }) } : {})
    secrets = {
      for name, secret in {
        DATABASE_SECRET                     = "database"
        WEBUI_SECRET_KEY                    = "webui_secret_key"
        WEBUI_ADMIN_PASSWORD                = "admin_password"
        RAG_OLLAMA_API_KEY                  = "gateway_key"
        FORWARD_USER_INFO_HEADER_JWT_SECRET = "user_jwt_secret"
        LDAP_BIND_SECRET                    = "ldap_bind"
        REDIS_SECRET                        = "redis"
        OAUTH_CLIENT_SECRET                 = "oidc_client"
        OAUTH_SESSION_TOKEN_ENCRYPTION_KEY  = local.oidc == null ? "none" : "webui_secret_key"
      } : name => local.secret_arns[secret] if contains(keys(local.secret_arns), secret)
    }
  }]

  # As --prepare of the jar writes them on a machine. Its archive of classes is left out: a task would make one at every start,
  # for about forty seconds of a processor, and start once from it. An older Java leaves out what it does not know.
  java_options = [
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:+UseSerialGC",
    "-XX:MaxRAMPercentage=70",
    "-Xms16m",
    "-Xmn8m",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:+UseCompactObjectHeaders",
  ]

  # The jar comes from the account's bucket, checked against its digest, by the first of two containers.
  gateway_task = [
    {
      name        = "jar"
      image       = var.fargate.cli_image
      essential   = false
      entry_point = ["sh", "-c"]
      command     = ["aws s3 cp --only-show-errors --region ${local.region} 's3://${aws_s3_object.gateway.bucket}/${aws_s3_object.gateway.key}' /jar/gateway.jar && echo '${local.gateway_sha256}  /jar/gateway.jar' | sha256sum -c -"]
      mounts      = { jar = "/jar" }
    },
    {
      name        = "gateway"
      image       = var.fargate.java_image
      entry_point = ["sh", "-c"]
      command     = ["printf '%s' \"$SETTINGS\" >/tmp/gateway.yaml && exec java ${join(" ", local.java_options)} -jar /jar/gateway.jar"]
      port        = var.gateway.port
      after       = ["jar"]
      mounts      = { jar = "/jar" }
      environment = merge(var.monitoring.gateway_metrics ? { GATEWAY_METRICS_LOG = "emf" } : {}, {
        AWS_REGION            = local.region
        GATEWAY_CONFIG        = "/tmp/gateway.yaml"
        GATEWAY_DRAIN_TIMEOUT = "${min(var.gateway.drain_seconds, 110)}s"
        OLLAMA_HOST           = "0.0.0.0:${var.gateway.port}"
        OLLAMA_KEEP_ALIVE     = var.gateway.keep_alive
        OLLAMA_ORIGINS        = join(",", var.gateway.origins)
        SETTINGS              = yamlencode(local.gateway_settings)
      })
      secrets = {
        GATEWAY_KEY             = local.gateway_secret_arns.gateway_key
        GATEWAY_USER_JWT_SECRET = local.gateway_secret_arns.user_jwt_secret
      }
    },
  ]
}

resource "aws_ecs_cluster" "this" {
  count = local.fargate ? 1 : 0

  name = var.name

  tags = merge(var.tags, { Name = var.name })
}

module "webui_service" {
  source = "../fargate"
  count  = local.fargate ? 1 : 0

  name                     = "${var.name}-webui"
  tags                     = var.tags
  cluster_arn              = aws_ecs_cluster.this[0].arn
  architecture             = var.fargate.architecture
  cpu                      = var.fargate.webui.cpu
  memory_mb                = var.fargate.webui.memory_mb
  containers               = local.webui_task
  task_role_arn            = module.webui_role.role_arn
  image_repository_arns    = { for index, mirror in module.mirror : "open-webui" => mirror.repository_arn }
  kms_key_arn              = module.kms.key_arn
  log_group_name           = local.log_groups.webui
  subnet_ids               = local.network.private_subnet_ids
  security_group_ids       = [module.security_groups.ids["webui"]]
  target_group_arn         = module.webui_alb[0].target_group_arn
  size                     = { min = var.webui.min, max = var.webui.max, desired = var.webui.desired }
  requests_target          = { resource_label = module.webui_alb[0].request_label }
  startup_seconds          = 900
  renewal                  = var.fargate.renewal
  permissions_boundary_arn = var.permissions_boundary_arn

  min_healthy_percentage = local.new_version ? 0 : 100

}

module "gateway_service" {
  source = "../fargate"
  count  = local.fargate ? 1 : 0

  name                     = "${var.name}-gateway"
  tags                     = var.tags
  cluster_arn              = aws_ecs_cluster.this[0].arn
  architecture             = var.fargate.architecture
  cpu                      = var.fargate.gateway.cpu
  memory_mb                = var.fargate.gateway.memory_mb
  containers               = local.gateway_task
  task_role_arn            = module.gateway_role.role_arn
  image_repository_arns    = var.fargate.image_repository_arns
  kms_key_arn              = module.kms.key_arn
  log_group_name           = local.log_groups.gateway
  subnet_ids               = local.network.private_subnet_ids
  security_group_ids       = [module.security_groups.ids["gateway"]]
  target_group_arn         = module.gateway_alb[0].target_group_arn
  size                     = { min = var.gateway.min, max = var.gateway.max, desired = var.gateway.desired }
  requests_target          = { resource_label = module.gateway_alb[0].request_label }
  renewal                  = var.fargate.renewal
  permissions_boundary_arn = var.permissions_boundary_arn
}
