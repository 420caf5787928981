variable "name" {
  description = "Prefix of every resource's name."
  type        = string
  default     = "ai-portal"
}

variable "tags" {
  description = "Your tags on everything, beside Application, Environment and ManagedBy: owner, cost centre."
  type        = map(string)
  default     = {}
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role, where the account demands one: the ARN of an IAM policy; null for none."
  type        = string
  default     = null
}

variable "region" {
  description = "AWS region of the portal."
  type        = string
  default     = "eu-west-2"
}

variable "recovery_region" {
  description = "Second region, which gets copies of the database's backups."
  type        = string
  default     = "eu-west-1"

  validation {
    condition     = var.recovery_region != var.region
    error_message = "recovery_region must differ from region: a copy beside the original does not survive the loss of the region."
  }
}

variable "recovered" {
  description = "For a portal that takes the place of one in a lost region: the snapshot of its database, the key of that snapshot, and whether to take over its domain. See docs/recovery.md."
  type = object({
    database_snapshot = string
    database_key_arn  = string
    domain            = optional(bool, true)
  })
  default = null
}

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"
}

variable "azs" {
  description = "Two availability zones of the region."
  type        = list(string)
  default     = ["eu-west-2a", "eu-west-2b"]

  validation {
    condition     = alltrue([for az in var.azs : startswith(az, var.region)])
    error_message = "azs must be zones of region: name two zones of the chosen region, for example eu-west-2a and eu-west-2b."
  }
}

variable "public_subnet_cidrs" {
  description = "Address ranges of the public subnets, in the order of azs."
  type        = list(string)
  default     = ["10.0.0.0/24", "10.0.1.0/24"]
}

variable "private_subnet_cidrs" {
  description = "Address ranges of the private subnets, in the order of azs."
  type        = list(string)
  default     = ["10.0.10.0/24", "10.0.11.0/24"]
}

variable "existing_network" {
  description = "A VPC that is already there, with private subnets (and public ones, unless private_only) in different zones; null makes one. With private_only its endpoints are used, of the security groups endpoint_security_group_ids, which let its private subnets in at port 443."
  type = object({
    vpc_id                      = string
    vpc_cidr                    = string
    public_subnet_ids           = optional(list(string), [])
    private_subnet_ids          = list(string)
    endpoint_security_group_ids = optional(list(string), [])
  })
  default = null
}

variable "private_only" {
  description = "No public address and no way to the internet: an internal load balancer, endpoints for every service of AWS that is used, images from the account (mirror). CloudFront is then off."
  type        = bool
  default     = false
}

variable "transit_gateway_id" {
  description = "Transit gateway by which the allowed networks reach the portal; null where they come otherwise."
  type        = string
  default     = null
}

variable "compute" {
  description = "What Open WebUI and the gateway run on: machines, or fargate (tasks of ECS, without machines to keep)."
  type        = string
  default     = "machines"
}

variable "fargate" {
  description = <<-EOT
    With compute = "fargate": processor (X86_64, or ARM64 for Graviton), size of the tasks, the images that run the gateway's
    jar and fetch it (by @sha256: and their digest, so that no other one can come in their place), repositories of the account
    where those are copied to (image_repository_arns), and when new tasks take the old ones' place to read rotated secrets (a
    cron expression of EventBridge Scheduler, after directory.bind_rotation).
  EOT
  type = object({
    architecture          = optional(string, "X86_64")
    java_image            = optional(string, "public.ecr.aws/amazoncorretto/amazoncorretto:25-al2023-headless")
    cli_image             = optional(string, "public.ecr.aws/aws-cli/aws-cli:2.31.0")
    image_repository_arns = optional(map(string), {})
    renewal               = optional(string, "cron(30 3 * * ? *)")
    webui                 = optional(object({ cpu = optional(number, 2048), memory_mb = optional(number, 8192) }), {})
    gateway               = optional(object({ cpu = optional(number, 1024), memory_mb = optional(number, 4096) }), {})
  })
  default = {}
}

variable "mirror" {
  description = "Machines take Open WebUI's image and Docker Compose from the account, not from their makers: scripts/mirror-images brings them there."
  type        = bool
  default     = false
}

variable "allowed_cidr_blocks" {
  description = "IPv4 networks that may use the portal, for example your office."
  type        = list(string)
}

variable "allowed_ipv6_cidr_blocks" {
  description = "IPv6 networks that may use the portal, through CloudFront; none switches IPv6 off."
  type        = list(string)
  default     = []
}

variable "rate_limit" {
  description = "Requests, static files not counted, that one address may make in five minutes: about 40 for each person behind an office's address."
  type        = number
  default     = 20000
}

variable "allow_public_access" {
  description = "Consent to 0.0.0.0/0 in allowed_cidr_blocks."
  type        = bool
  default     = false
}

variable "admin_email" {
  description = "First administrator of Open WebUI."
  type        = string
}

variable "alarm_email" {
  description = "Address that is told of alarms and of the budget."
  type        = string
}

variable "gateway_jar" {
  description = "Path of ollama-bedrock-server-<version>.jar."
  type        = string
}

variable "gateway_config" {
  description = "Path of a settings file (YAML) for the gateway; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.gateway_config == null || try(fileexists(var.gateway_config), false)
    error_message = "gateway_config names no file on this machine: correct the path, or leave it null."
  }
}

variable "spot_percentage" {
  description = "Share of the machines above one of each kind that runs on Spot capacity."
  type        = number
  default     = 0
}

variable "webui_instance_types" {
  description = "Sizes of Open WebUI's machines, the preferred first; those of Graviton (m7g.xlarge, t4g.large) need compose_sha256."
  type        = list(string)
  default     = ["m5.xlarge", "m5a.xlarge", "m6i.xlarge"]
}

variable "gateway_instance_types" {
  description = "Sizes of the gateway's machines, the preferred first; those of Graviton (m7g.large, t4g.large) run it as they are."
  type        = list(string)
  default     = ["m5.large", "m5a.large", "m6i.large"]
}

variable "webui_image" {
  description = "Another image of Open WebUI than the one that is pinned: its version (tag) and digest, which belong together, and where it is."
  type = object({
    repository = optional(string)
    tag        = optional(string)
    digest     = optional(string)
  })
  default = {}
}

variable "compose_sha256" {
  description = "SHA-256 of Docker Compose's binary, for Graviton that of aarch64; null for the one that is pinned (x86-64)."
  type        = string
  default     = null
}

variable "webui_size" {
  description = "Fewest, most and initial number of Open WebUI's machines."
  type        = object({ min = number, max = number, desired = number })
  default     = { min = 2, max = 6, desired = 2 }
}

variable "gateway_size" {
  description = "Fewest, most and initial number of the gateway's machines."
  type        = object({ min = number, max = number, desired = number })
  default     = { min = 2, max = 6, desired = 2 }
}

variable "database" {
  description = "PostgreSQL: size, version, read replicas, days of backups. It is in two zones and protected in any case."
  type = object({
    instance_class = optional(string, "db.m5.large")
    engine_version = optional(string, "15")
    storage_gb     = optional(number, 100)
    max_storage_gb = optional(number, 500)
    replicas       = optional(number, 1)
    backup_days    = optional(number, 14)
  })
  default = {}
}

variable "bedrock_models" {
  description = <<-EOT
    Bedrock models of the portal, by the names users see. Each has
    model_id    its id at Bedrock;
    profile_id  the cross-region inference profile that it is called through; null for none;
    regions     the regions that the profile routes to;
    use         chat, or embedding.
    The gateway's role may call these and no others, and Open WebUI lists those for chats.
  EOT
  type = map(object({
    model_id   = string
    profile_id = optional(string)
    regions    = optional(list(string), [])
    use        = optional(string, "chat")
  }))
  default = {
    claude-haiku = {
      model_id   = "anthropic.claude-haiku-4-5-20251001-v1:0"
      profile_id = "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
      regions    = ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"]
    }
    claude-sonnet = {
      model_id   = "anthropic.claude-sonnet-4-6"
      profile_id = "eu.anthropic.claude-sonnet-4-6"
      regions    = ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"]
    }
    titan-embed = {
      model_id = "amazon.titan-embed-text-v2:0"
      use      = "embedding"
    }
  }
}

variable "residency" {
  description = "Where prompts may be processed: region (nowhere else; profiles are not used), geography (never worldwide), one geography such as eu, or any."
  type        = string
  default     = "geography"
}

variable "guardrail" {
  description = "Guardrail of Bedrock over every model: its id or ARN, a colon, and its version, such as gr1abc:2; null for none. Other accounts of model_accounts must know it by that ARN."
  type        = string
  default     = null
}

variable "model_accounts" {
  description = <<-EOT
    Other accounts whose models and quotas the gateway uses where its own account throttles. Each has
    name         what the gateway calls it;
    role_arn     the role there that may call the models (examples/models-account makes it);
    external_id  what that role asks for;
    region       where; null for the portal's own region.
  EOT
  type = list(object({
    name        = string
    role_arn    = string
    external_id = string
    region      = optional(string)
  }))
  default = []
}

variable "models_by_group" {
  description = "Whether groups of the directory decide who may use which model: until an administrator has given a group access, its members see none. False lets everybody use all."
  type        = bool
  default     = true
}

variable "default_model" {
  description = "Model of bedrock_models that a new chat starts with; null for the first by name."
  type        = string
  default     = null
}

variable "task_model" {
  description = "Model of bedrock_models that writes titles and tags; null for the default model."
  type        = string
  default     = null
}

variable "embedding_model" {
  description = "Model of bedrock_models that turns documents into vectors; null for the first of them with use = \"embedding\", bundled for the embedder in Open WebUI's image. Another choice needs the documents to be added again."
  type        = string
  default     = null
}

variable "domain" {
  description = "The portal's name, for example portal.example.com."
  type        = string
}

variable "zone_id" {
  description = "Public Route 53 zone of the domain, in which certificates are proven and names are made; null when certificates are given."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "Certificate of the domain in the region; null makes one."
  type        = string
  default     = null
}

variable "gateway_certificate_arn" {
  description = "Certificate of gateway.<domain> in the region; null makes one."
  type        = string
  default     = null
}

variable "edge_certificate_arn" {
  description = "Certificate of the domain in us-east-1, for CloudFront; null makes one."
  type        = string
  default     = null
}

variable "cdn_enabled" {
  description = "CloudFront in front of the portal, whose load balancer then has no public address."
  type        = bool
  default     = true
}

variable "directory" {
  description = "Active Directory: names, ldaps_ca_pem for LDAPS (the certificate of the authority that the controllers have theirs from) or plain_ldap to accept passwords in clear inside the VPC, the group whose members may sign in, the attribute that the portal knows people by (mail, or userPrincipalName, which every account has), and when Open WebUI's own account gets a new password."
  type = object({
    enabled        = optional(bool, true)
    domain_name    = optional(string, "corp.example.com")
    short_name     = optional(string, "CORP")
    dns_mode       = optional(string, "none")
    ldaps_ca_pem   = optional(string)
    users_group    = optional(string)
    mail_attribute = optional(string, "userPrincipalName")
    bind_rotation  = optional(string, "cron(0 3 1,15 * ? *)")
    plain_ldap     = optional(bool, false)
  })
  default = {}
}

variable "existing_directory" {
  description = <<-EOT
    An Active Directory of yours, by LDAPS, instead of the managed one (directory = { enabled = false }); null for none. host is
    the name in its controllers' certificates, ca_pem the certificate of the authority that signed those, cidr_blocks where the
    controllers are (their side opens port for the portal's subnets). addresses are for machines whose resolver does not know
    host. Accounts below search_base may sign in, with users_group_dn only members of that group; bind_dn searches, with the
    password in the secret of output directory_bind_secret_arn.
  EOT
  type = object({
    host           = string
    port           = optional(number, 636)
    addresses      = optional(list(string), [])
    cidr_blocks    = list(string)
    ca_pem         = string
    search_base    = string
    bind_dn        = string
    users_group_dn = optional(string)
    mail_attribute = optional(string, "userPrincipalName")
  })
  default = null
}

variable "directory_admin_password" {
  description = "First password of the directory's account Admin; null draws one. scripts/set-credentials replaces it right after the first apply."
  type        = string
  sensitive   = true
  default     = null
}

variable "secret_generation" {
  description = "Number of the set of secrets that Terraform draws: the keys between Open WebUI and the gateway, the key of sessions, the first password. A higher one replaces all of them at once."
  type        = number
  default     = 1
}

variable "trail_enabled" {
  description = "CloudTrail of this account; turn it off where the organisation's trail covers it."
  type        = bool
  default     = true
}

variable "bedrock_invocation_logging" {
  description = "Bedrock's own log of model calls, without prompts: one setting for the whole account and region."
  type        = bool
  default     = false
}

variable "office_hours" {
  description = "Run the portal only on working days between two times of day."
  type = object({
    enabled      = optional(bool, false)
    working_days = optional(string, "MON-FRI")
    start        = optional(string, "07:00")
    stop         = optional(string, "19:00")
    timezone     = optional(string, "Europe/London")
  })
  default = {}
}

variable "monthly_budget_usd" {
  description = "Monthly limit of the bill in US dollars; null for no budget."
  type        = number
  default     = null
}

variable "budget_cost_tags" {
  description = "Tags that costs must carry to count for the budget, for example { Application = \"ai-portal\" }; activate them as cost allocation tags first. None counts the whole account."
  type        = map(string)
  default     = {}
}

variable "cognito" {
  description = "Sign-in by Amazon Cognito beside the directory."
  type = object({
    enabled       = optional(bool, false)
    domain_prefix = optional(string)
    mfa           = optional(string, "ON")
  })
  default = {}
}

variable "oidc" {
  description = "An OpenID Connect provider of yours that signs people in, beside the directory or instead of it (directory = { enabled = false }); null for none. Members of admin_group administer, members of user_group may sign in; client_secret makes a secret for the client's."
  type = object({
    name          = optional(string, "Company account")
    client_id     = string
    discovery_url = string
    logout_url    = optional(string)
    scopes        = optional(string, "openid email profile")
    groups_claim  = optional(string, "groups")
    admin_group   = string
    user_group    = string
    client_secret = optional(bool, false)
  })
  default = null
}

variable "email_enabled" {
  description = "Mail from the domain by Amazon SES."
  type        = bool
  default     = false
}

variable "functions" {
  description = <<-EOT
    Lambda functions, by name. Each has
    description  what it does;
    package      path of its zip or jar;
    package_s3   or the bucket, key and sha256 (base64) of one that is in S3;
    handler      the handler, as the runtime writes it;
    runtime      python3.13 or java21;
    memory_mb, timeout_seconds;
    environment  variables, none of them secret;
    statements   what its role may do: actions, resources and conditions;
    schedule     when to run: a cron or rate expression of EventBridge Scheduler; timezone;
    invoked_by   service that may call it, such as secretsmanager.amazonaws.com;
    in_vpc       whether it runs inside the VPC, to reach the database.
  EOT
  type = map(object({
    description     = string
    package         = optional(string)
    package_s3      = optional(object({ bucket = string, key = string, sha256 = string }))
    handler         = string
    runtime         = optional(string, "python3.13")
    memory_mb       = optional(number, 256)
    timeout_seconds = optional(number, 60)
    environment     = optional(map(string), {})
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      conditions = optional(list(object({
        test     = string
        variable = string
        values   = list(string)
      })), [])
    })), [])
    schedule   = optional(string)
    timezone   = optional(string, "UTC")
    invoked_by = optional(string)
    in_vpc     = optional(bool, false)
  }))
  default = {}
}
