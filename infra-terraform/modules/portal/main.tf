# The whole portal: Open WebUI and the gateway to Bedrock, with what they stand on. Two forms of the same thing: single
# machines in public subnets (load_balancer.enabled = false), or groups of machines in private subnets behind load
# balancers. Read on: security.tf (who may talk to whom), data.tf (what is stored), machines.tf (what runs), edge.tf (how
# users get in), operations.tf (how it is watched, kept and paid), extras.tf (what can be added).

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}
data "aws_default_tags" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.id
  partition  = data.aws_partition.current.partition

  scaled  = var.load_balancer.enabled
  grouped = local.scaled && !local.fargate
  edge    = var.cdn.enabled
  inner   = local.edge || var.private_only
  network = {
    vpc_id             = var.existing_network == null ? module.network[0].vpc_id : var.existing_network.vpc_id
    vpc_cidr           = var.existing_network == null ? module.network[0].vpc_cidr : var.existing_network.vpc_cidr
    public_subnet_ids  = var.existing_network == null ? module.network[0].public_subnet_ids : var.existing_network.public_subnet_ids
    private_subnet_ids = var.existing_network == null ? module.network[0].private_subnet_ids : var.existing_network.private_subnet_ids
    nat_gateway_ids    = var.existing_network == null ? module.network[0].nat_gateway_ids : []
  }

  # Named here and not taken from the modules that make them: machines are told these names, and those modules in turn
  # watch the machines.
  log_groups       = { for workload in ["webui", "gateway"] : workload => "/ai-portal/${var.name}/${workload}" }
  agent_parameters = { for workload in ["webui", "gateway"] : workload => "AmazonCloudWatch-${var.name}-${workload}" }
  log_files        = { for workload in ["webui", "gateway"] : workload => "/var/log/ai-portal/${workload}.log" }
  metric_namespace = "AIPortal/${var.name}"

  # Without internet, everything that machines and functions call has an endpoint.
  needed_endpoints = var.private_only ? concat(
    ["bedrock", "bedrock-runtime", "ec2", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages"],
    length(var.model_accounts) == 0 ? [] : ["sts"],
  ) : []

  backup_tags = { Backup = "${var.name}-weekly" }
}

# The auto scaling service's role under a name of our own, so that the key can name it.
resource "aws_iam_service_linked_role" "autoscaling" {
  count = local.grouped ? 1 : 0

  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = var.name
  description      = "Starts the machines of ${var.name}"

  tags = merge(var.tags, { Name = var.name })
}

module "kms" {
  source = "../kms"

  name                 = var.name
  tags                 = var.tags
  deletion_window_days = var.disposable ? 7 : 30
  grantee_role_arns    = aws_iam_service_linked_role.autoscaling[*].arn
}

module "network" {
  source = "../network"
  count  = var.existing_network == null ? 1 : 0

  name                        = var.name
  tags                        = var.tags
  vpc_cidr                    = var.vpc_cidr
  azs                         = var.azs
  public_subnet_cidrs         = var.private_only ? [] : var.public_subnet_cidrs
  private_subnet_cidrs        = var.private_subnet_cidrs
  nat_mode                    = var.private_only ? "none" : var.nat_mode
  interface_endpoints         = setunion(var.interface_endpoints, local.needed_endpoints)
  transit_gateway             = var.transit_gateway_id == null ? null : { id = var.transit_gateway_id, cidr_blocks = var.allowed_cidr_blocks }
  endpoint_security_group_ids = [module.security_groups.ids["endpoints"]]
  model_account_ids           = distinct([for account in var.model_accounts : split(":", account.role_arn)[4]])
  flow_logs                   = var.flow_logs
  kms_key_arn                 = module.kms.key_arn
  permissions_boundary_arn    = var.permissions_boundary_arn
}
