# Who may open a connection to whom. Everything not named here is refused.

data "aws_ec2_managed_prefix_list" "cloudfront" {
  count = local.edge ? 1 : 0

  name = "com.amazonaws.global.cloudfront.origin-facing"
}

data "aws_ec2_managed_prefix_list" "s3" {
  count = var.private_only ? 1 : 0

  name = "com.amazonaws.${local.region}.s3"
}

locals {
  anywhere = { all = { description = "Anything outside", protocol = "-1", kind = "cidr", cidr_ipv4 = "0.0.0.0/0" } }

  # Without internet, AWS alone: its services by their endpoints; packages, images and files by S3.
  https = var.private_only ? merge(
    {
      endpoints = { description = "AWS services by their endpoints", from_port = 443, kind = "group", source_group = "endpoints" }
      s3        = { description = "Packages, images and files", from_port = 443, kind = "prefix_list", prefix_list_id = data.aws_ec2_managed_prefix_list.s3[0].id }
    },
    {
      for index, id in try(var.existing_network.endpoint_security_group_ids, []) :
      "endpoints-${index}" => { description = "AWS services by the endpoints that are there", from_port = 443, kind = "group_id", source_group_id = id }
    },
    ) : {
    https = { description = "AWS services, packages and images", from_port = 443, kind = "cidr", cidr_ipv4 = "0.0.0.0/0" }
  }

  ssh = var.ssh.enabled ? {
    for cidr in var.allowed_cidr_blocks :
    "ssh-${cidr}" => { description = "SSH from an allowed network", from_port = 22, kind = "cidr", cidr_ipv4 = cidr }
  } : {}

  # Users come from the allowed networks, or, through CloudFront, from CloudFront alone (its firewall knows the networks).
  users = local.edge ? {
    https-cloudfront = { description = "HTTPS from CloudFront", from_port = 443, kind = "prefix_list", prefix_list_id = data.aws_ec2_managed_prefix_list.cloudfront[0].id }
    } : merge([
      for cidr in var.allowed_cidr_blocks : {
        "http-${cidr}"  = { description = "HTTP from an allowed network, to be redirected", from_port = 80, kind = "cidr", cidr_ipv4 = cidr }
        "https-${cidr}" = { description = "HTTPS from an allowed network", from_port = 443, kind = "cidr", cidr_ipv4 = cidr }
      }
  ]...)

  webui_ingress = local.scaled ? {
    web-alb = { description = "Open WebUI from its load balancer", from_port = local.webui_port, kind = "group", source_group = "alb" }
    } : {
    for cidr in var.allowed_cidr_blocks :
    "web-${cidr}" => { description = "Open WebUI from an allowed network", from_port = local.webui_port, kind = "cidr", cidr_ipv4 = cidr }
  }

  gateway_ingress = merge(
    {
      ollama = {
        description  = "Ollama API from ${local.scaled ? "its load balancer" : "Open WebUI"}"
        from_port    = var.gateway.port
        kind         = "group"
        source_group = local.scaled ? "gateway-alb" : "webui"
      }
    },
    var.gateway.open_to_vpc ? {
      ollama-vpc = { description = "Ollama API from the VPC", from_port = var.gateway.port, kind = "cidr", cidr_ipv4 = local.network.vpc_cidr }
    } : {},
  )

  directory_egress = {
    for service, rule in {
      dns-tcp      = { protocol = "tcp", port = 53 }
      dns-udp      = { protocol = "udp", port = 53 }
      kerberos-tcp = { protocol = "tcp", port = 88 }
      kerberos-udp = { protocol = "udp", port = 88 }
      ldap         = { protocol = "tcp", port = 389 }
      ldaps        = { protocol = "tcp", port = 636 }
    } :
    "directory-${service}" => {
      description     = "Active Directory: ${service}"
      protocol        = rule.protocol
      from_port       = rule.port
      kind            = "group_id"
      source_group_id = module.directory[0].security_group_id
    } if var.directory.enabled
  }

  existing_directory_egress = {
    for cidr in try(var.existing_directory.cidr_blocks, []) :
    "directory-${cidr}" => { description = "Active Directory by LDAPS", from_port = var.existing_directory.port, kind = "cidr", cidr_ipv4 = cidr }
  }

  webui_egress = merge(
    local.https,
    {
      database = { description = "PostgreSQL", from_port = 5432, kind = "group", source_group = "database" }
      gateway = {
        description  = "Ollama API"
        from_port    = local.scaled ? 443 : var.gateway.port
        kind         = "group"
        source_group = local.scaled ? "gateway-alb" : "gateway"
      }
    },
    var.cache.enabled ? { cache = { description = "Sessions and sockets", from_port = 6379, kind = "group", source_group = "cache" } } : {},
    local.directory_egress,
    local.existing_directory_egress,
  )

  groups = merge(
    {
      webui = {
        description = "Open WebUI machines"
        ingress     = merge(local.webui_ingress, local.ssh)
        egress      = var.open_egress ? local.anywhere : local.webui_egress
      }
      gateway = {
        description = "Machines of the gateway to Bedrock"
        ingress     = merge(local.gateway_ingress, local.ssh)
        egress      = var.open_egress ? local.anywhere : local.https
      }
      database = {
        description = "PostgreSQL"
        ingress = {
          for client, who in { webui = "Open WebUI", functions = "the function that makes its users" } :
          client => { description = "PostgreSQL from ${who}", from_port = 5432, kind = "group", source_group = client }
        }
        egress = var.open_egress ? local.anywhere : {}
      }
      functions = {
        description = "Functions inside the VPC"
        egress = merge(local.https, {
          database = { description = "PostgreSQL", from_port = 5432, kind = "group", source_group = "database" }
        })
      }
      endpoints = {
        description = "Endpoints of AWS services"
        ingress = {
          for client in ["webui", "gateway", "functions"] :
          client => { description = "HTTPS from ${client}", from_port = 443, kind = "group", source_group = client }
        }
      }
    },
    local.scaled ? {
      alb = {
        description = "Load balancer of Open WebUI"
        ingress     = local.users
        egress      = { webui = { description = "Open WebUI", from_port = local.webui_port, kind = "group", source_group = "webui" } }
      }
      gateway-alb = {
        description = "Load balancer of the gateway"
        ingress     = { webui = { description = "Ollama API from Open WebUI", from_port = 443, kind = "group", source_group = "webui" } }
        egress      = { gateway = { description = "Gateway", from_port = var.gateway.port, kind = "group", source_group = "gateway" } }
      }
    } : {},
    var.cache.enabled ? {
      cache = {
        description = "Cache of sessions and sockets"
        ingress     = { webui = { description = "Sessions and sockets from Open WebUI", from_port = 6379, kind = "group", source_group = "webui" } }
      }
    } : {},
    var.directory.enabled && var.directory.dns_mode == "resolver" ? {
      resolver = {
        description = "Resolver that asks the directory for its own names"
        egress      = { for service, rule in local.directory_egress : service => rule if strcontains(service, "dns") }
      }
    } : {},
  )
}

module "security_groups" {
  source = "../security-groups"

  name                = var.name
  tags                = var.tags
  vpc_id              = local.network.vpc_id
  allow_public_access = var.allow_public_access
  groups              = local.groups
}
