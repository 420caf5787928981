variable "name" {
  description = "Prefix of every resource's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "environment" {
  description = "What the portal is for: demo, staging or production. Production refuses settings that risk data or availability."
  type        = string

  validation {
    condition     = contains(["demo", "staging", "production"], var.environment)
    error_message = "environment must be demo, staging or production: choose demo for trying out."
  }

  validation {
    condition     = var.environment != "production" || !var.disposable
    error_message = "environment production keeps its data: set disposable = false."
  }

  validation {
    condition     = var.environment != "production" || (var.load_balancer.enabled && var.load_balancer.deletion_protection)
    error_message = "environment production needs protected load balancers: set load_balancer.enabled and load_balancer.deletion_protection to true."
  }

  validation {
    condition     = var.environment != "production" || (var.database.multi_az && var.database.deletion_protection)
    error_message = "environment production needs a protected database in two zones: set database.multi_az and database.deletion_protection to true."
  }
}

variable "disposable" {
  description = "Everything can be destroyed at once and without a trace: no final snapshot, no protection, no waiting time. For demos."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role of the portal; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy: write it like arn:aws:iam::123456789012:policy/boundary, or leave it null."
  }
}

# ---- Network

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"
}

variable "azs" {
  description = "Availability zones, at least two."
  type        = list(string)
  default     = ["eu-west-2a", "eu-west-2b"]
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

variable "nat_mode" {
  description = "Way out of the private subnets: none, single or per_az."
  type        = string
  default     = "single"

  validation {
    condition     = var.nat_mode != "none" || var.private_only || var.existing_network != null || contains(var.interface_endpoints, "secretsmanager")
    error_message = "nat_mode none leaves the function that makes the database's users without Secrets Manager: add secretsmanager to interface_endpoints, or choose single."
  }

  validation {
    condition     = var.nat_mode != "none" || var.private_only || var.existing_network != null || !var.load_balancer.enabled
    error_message = "nat_mode none leaves machines in private subnets without packages and images: choose single or per_az, or private_only."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached through interface endpoints; each costs per zone and hour."
  type        = set(string)
  default     = []
}

variable "flow_logs" {
  description = "VPC flow logs and how many days they are kept."
  type = object({
    enabled        = optional(bool, false)
    retention_days = optional(number, 365)
  })
  default = {}
}

variable "private_only" {
  description = "No public address and no way to the internet: an internal load balancer, endpoints for every service of AWS that is used, images from the account. People come by VPN, Direct Connect or a transit gateway."
  type        = bool
  default     = false

  validation {
    condition     = !var.private_only || (var.load_balancer.enabled && !var.cdn.enabled && !var.open_egress)
    error_message = "private_only needs the load balancer and nothing in front of it: set load_balancer.enabled = true, cdn.enabled = false and open_egress = false."
  }

  validation {
    condition     = !var.private_only || var.mirror
    error_message = "private_only leaves machines without the registries of others: set mirror = true and run scripts/mirror-images."
  }

  validation {
    condition     = !var.private_only || !var.cognito.enabled
    error_message = "private_only leaves Open WebUI without a way to Cognito's sign-in pages: set cognito.enabled = false, the directory signs people in."
  }
}

variable "transit_gateway_id" {
  description = "Transit gateway by which the allowed networks reach the portal; null where they come otherwise. Its own routes to the VPC are yours."
  type        = string
  default     = null

  validation {
    condition     = var.transit_gateway_id == null || var.existing_network == null
    error_message = "transit_gateway_id is for the VPC that is made here: attach existing_network yourself, or leave transit_gateway_id null."
  }
}

variable "existing_network" {
  description = "A VPC that is already there, with at least two public and two private subnets in different zones; null makes one. With private_only its endpoints are used, of the security groups endpoint_security_group_ids, which let its private subnets in at port 443."
  type = object({
    vpc_id                      = string
    vpc_cidr                    = string
    public_subnet_ids           = optional(list(string), [])
    private_subnet_ids          = list(string)
    endpoint_security_group_ids = optional(list(string), [])
  })
  default = null

  validation {
    condition     = var.existing_network == null || try((var.private_only || length(var.existing_network.public_subnet_ids) >= 2) && length(var.existing_network.private_subnet_ids) >= 2, false)
    error_message = "existing_network needs two public and two private subnets in different zones (private ones alone with private_only): add the missing ids."
  }

  validation {
    condition     = try(!var.private_only || length(var.existing_network.endpoint_security_group_ids) > 0, true)
    error_message = "existing_network with private_only needs endpoint_security_group_ids: name the security groups of the VPC's endpoints, so that machines may reach them."
  }
}

# ---- Access

variable "allowed_cidr_blocks" {
  description = "IPv4 networks that may use the portal: the office, the VPN, Direct Connect."
  type        = list(string)

  validation {
    condition     = length(var.allowed_cidr_blocks) > 0 && alltrue([for cidr in var.allowed_cidr_blocks : can(regex(":", cidr)) ? false : try(cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "allowed_cidr_blocks must name at least one IPv4 network without host bits: write it like [\"203.0.113.0/24\"], or [\"198.51.100.7/32\"] for one address."
  }

  validation {
    condition     = var.allow_public_access || !anytrue([for cidr in var.allowed_cidr_blocks : endswith(cidr, "/0")])
    error_message = "allowed_cidr_blocks opens the portal to the whole internet: name your own networks, or set allow_public_access = true if you mean it."
  }
}

variable "allowed_ipv6_cidr_blocks" {
  description = "IPv6 networks that may use the portal, through CloudFront; none switches IPv6 off."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.allowed_ipv6_cidr_blocks) == 0 || var.cdn.enabled
    error_message = "allowed_ipv6_cidr_blocks come in through CloudFront alone: set cdn.enabled = true, or leave the list empty."
  }
}

variable "allow_public_access" {
  description = "Consent to 0.0.0.0/0 in allowed_cidr_blocks."
  type        = bool
  default     = false
}

variable "open_egress" {
  description = "Let machines and database open connections to anywhere, instead of only to what they need."
  type        = bool
  default     = false

  validation {
    condition     = !var.open_egress || var.environment != "production"
    error_message = "open_egress is refused in production: set it to false, the portal's own connections stay open."
  }
}

variable "ssh" {
  description = "SSH from the allowed networks beside Session Manager, with the public key that may enter."
  type = object({
    enabled    = optional(bool, false)
    public_key = optional(string)
  })
  default = {}

  validation {
    condition     = !var.ssh.enabled || can(regex("^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp[0-9]+) ", var.ssh.public_key))
    error_message = "ssh.public_key must be an OpenSSH public key when ssh.enabled is true: paste it like ssh-ed25519 AAAA…, or leave SSH off and use Session Manager."
  }

  validation {
    condition     = !var.ssh.enabled || !anytrue([for cidr in var.allowed_cidr_blocks : endswith(cidr, "/0")])
    error_message = "ssh.enabled would open port 22 to the whole internet: set ssh.enabled = false and use Session Manager, or narrow allowed_cidr_blocks."
  }
}

# ---- Machines

variable "gateway" {
  description = <<-EOT
    The gateway: its jar (a path on this machine), machines, and settings. min, max, desired and spot_percentage count
    only behind a load balancer; without one there is a single machine of the first type.
  EOT
  type = object({
    jar_path        = string
    instance_types  = optional(list(string), ["t3.large"])
    port            = optional(number, 8000)
    java_version    = optional(number, 25)
    root_gb         = optional(number, 20)
    config_yaml     = optional(string)
    origins         = optional(list(string), [])
    keep_alive      = optional(string, "5m")
    drain_seconds   = optional(number, 120)
    open_to_vpc     = optional(bool, false)
    min             = optional(number, 1)
    max             = optional(number, 1)
    desired         = optional(number, 1)
    spot_percentage = optional(number, 0)
  })

  validation {
    condition     = fileexists(var.gateway.jar_path) && endswith(var.gateway.jar_path, ".jar")
    error_message = "gateway.jar_path names no jar on this machine: build it with ./mvnw package and give the path of ollama-bedrock-server-<version>.jar."
  }

  validation {
    condition     = var.gateway.config_yaml == null || can(keys(yamldecode(var.gateway.config_yaml)))
    error_message = "gateway.config_yaml must be YAML of keys and values: correct it, or leave it null for the built-in settings."
  }

  validation {
    condition     = !try(tobool(try(yamldecode(var.gateway.config_yaml).allow_anonymous, false)), true)
    error_message = "gateway.config_yaml lets everybody in who reaches the gateway: remove allow_anonymous, and give other callers keys of their own (keys)."
  }

  validation {
    condition     = length(setintersection(try(keys(yamldecode(var.gateway.config_yaml)), []), ["key", "user_jwt_secret"])) == 0
    error_message = "gateway.config_yaml must not hold secrets, since user data is readable: remove key and user_jwt_secret, which Secrets Manager has; keys knows others by their digests."
  }

  validation {
    condition     = length(distinct([for kind in var.gateway.instance_types : can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.", kind))])) == 1
    error_message = "gateway.instance_types mix processors of Graviton (m7g, t4g) with others: an image runs on one kind, so name types of one."
  }

  validation {
    condition     = var.gateway.max == 1 || var.load_balancer.enabled
    error_message = "gateway.max above 1 needs something to share the work: set load_balancer.enabled = true, or gateway.max = 1."
  }
}

variable "webui" {
  description = <<-EOT
    Open WebUI: machines, image, first administrator and settings. min, max, desired and spot_percentage count only
    behind a load balancer; without one there is a single machine of the first type. models_by_group lets groups of the
    directory decide who may use which model. default_model (a new chat starts with it), task_model (titles and tags) and
    embedding_model (documents become vectors by it) are names of bedrock_models; embedding_model is the first for that,
    or bundled, the embedder in Open WebUI's own image.
  EOT
  type = object({
    admin_email     = string
    instance_types  = optional(list(string), ["t3.large"])
    port            = optional(number, 8080)
    root_gb         = optional(number, 30)
    embedding_model = optional(string)
    default_model   = optional(string)
    task_model      = optional(string)
    models_by_group = optional(bool, true)
    min             = optional(number, 1)
    max             = optional(number, 1)
    desired         = optional(number, 1)
    spot_percentage = optional(number, 0)

    extra_environment = optional(map(string), {})
    image = optional(object({
      repository = optional(string)
      tag        = optional(string)
      digest     = optional(string)
    }), {})
    compose = optional(object({
      version = optional(string)
      sha256  = optional(string)
      url     = optional(string)
    }), {})
  })

  validation {
    condition     = length(distinct([for kind in var.webui.instance_types : can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.", kind))])) == 1
    error_message = "webui.instance_types mix processors of Graviton (m7g, t4g) with others: an image runs on one kind, so name types of one."
  }

  validation {
    condition     = (var.webui.image.tag == null) == (var.webui.image.digest == null)
    error_message = "webui.image.tag and webui.image.digest belong together: find the digest of the tag with docker buildx imagetools inspect, and write both."
  }

  validation {
    condition     = var.webui.compose.sha256 != null || !can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.", var.webui.instance_types[0]))
    error_message = "webui.instance_types of Graviton need Docker Compose for aarch64, whose digest is not known here: set webui.compose.sha256 from the checksums of its release."
  }

  validation {
    condition     = var.webui.port >= 1024 && var.webui.port <= 65535 && var.webui.port != var.gateway.port
    error_message = "webui.port must be from 1024 to 65535 and differ from gateway.port: choose 8080."
  }

  validation {
    condition = alltrue([
      for name in [var.webui.default_model, var.webui.task_model] : try(var.bedrock_models[name].use == "chat", name == null)
    ])
    error_message = "webui.default_model and webui.task_model must be models of bedrock_models for chats: write them as they are named there, or leave them null."
  }

  validation {
    condition     = contains(["bundled", "-"], coalesce(var.webui.embedding_model, "-")) || try(var.bedrock_models[var.webui.embedding_model].use == "embedding", false)
    error_message = "webui.embedding_model must be a model of bedrock_models with use = \"embedding\": add it there, or write bundled for the embedder in Open WebUI's image."
  }

  validation {
    condition     = var.webui.max == 1 || var.load_balancer.enabled
    error_message = "webui.max above 1 needs something to share the users: set load_balancer.enabled = true, or webui.max = 1."
  }

  validation {
    condition     = (var.webui.max == 1 && var.webui.desired <= 1) || (var.cache.enabled && var.uploads.enabled)
    error_message = "webui.desired or webui.max above 1 needs shared state: set cache.enabled and uploads.enabled to true, or run one machine."
  }
}

variable "compute" {
  description = "What Open WebUI and the gateway run on: machines, or fargate (tasks of ECS, without machines to keep)."
  type        = string
  default     = "machines"

  validation {
    condition     = contains(["fargate", "machines"], var.compute)
    error_message = "compute must be machines or fargate: choose machines."
  }

  validation {
    condition     = var.compute == "machines" || (var.load_balancer.enabled && var.cache.enabled && var.uploads.enabled)
    error_message = "compute fargate keeps nothing between tasks: set load_balancer.enabled, cache.enabled and uploads.enabled to true."
  }

  validation {
    condition     = var.compute == "machines" || !var.directory.enabled || var.directory.dns_mode != "none"
    error_message = "compute fargate cannot list the directory's controllers in its tasks: set directory.dns_mode = \"resolver\"."
  }

  validation {
    condition     = var.compute == "machines" || length(try(var.existing_directory.addresses, [])) == 0
    error_message = "compute fargate cannot list addresses in its tasks: let the VPC resolve existing_directory.host, and leave existing_directory.addresses empty."
  }

  validation {
    condition     = var.compute == "machines" || !var.office_hours.enabled
    error_message = "compute fargate has no office hours: set office_hours.enabled = false, tasks scale down by themselves."
  }

  validation {
    condition     = var.compute == "machines" || !var.private_only || alltrue([for image in [var.fargate.java_image, var.fargate.cli_image] : can(regex("\\.dkr\\.ecr\\.", image))])
    error_message = "compute fargate without internet needs images from the account: copy those of fargate to its ECR, and name them in fargate.java_image and fargate.cli_image."
  }
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

  validation {
    condition     = alltrue([for image in [var.fargate.java_image, var.fargate.cli_image] : can(regex("^[^@\\s]+/[^@:\\s]+(:[\\w][\\w.-]*|(:[\\w][\\w.-]*)?@sha256:[0-9a-f]{64})$", image))])
    error_message = "fargate.java_image and fargate.cli_image must have a tag, a digest (@sha256: and 64 hexadecimal digits), or both: find the digest with docker buildx imagetools inspect, and write registry/name:tag@sha256:digest."
  }
}

variable "mirror" {
  description = "Machines take Open WebUI's image and Docker Compose from the account (its registry, its bucket), not from their makers: scripts/mirror-images brings them there."
  type        = bool
  default     = false
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

  validation {
    condition     = anytrue([for model in values(var.bedrock_models) : model.use == "chat"])
    error_message = "bedrock_models must name at least one model for chats: add one that your account may use."
  }

  validation {
    condition     = alltrue([for name in keys(var.bedrock_models) : can(regex("^[a-z0-9][a-z0-9._-]*(:[a-z0-9._-]+)?$", name))])
    error_message = "bedrock_models: names must be as Ollama writes them: write them like claude-haiku or claude-haiku:latest."
  }

  validation {
    condition     = alltrue([for model in values(var.bedrock_models) : contains(["chat", "embedding"], model.use)])
    error_message = "bedrock_models: use must be chat or embedding: correct it."
  }

  validation {
    condition = contains(["any", "region"], var.residency) || alltrue([
      for model in values(var.bedrock_models) : model.profile_id == null || try(
        var.residency == "geography" ? !startswith(model.profile_id, "global.") : startswith(model.profile_id, "${var.residency}."), false
      )
    ])
    error_message = "bedrock_models has a profile that leaves the residency: choose a profile of that geography, or set residency = \"any\"."
  }
}

variable "residency" {
  description = "Where prompts may be processed: region (nowhere else; profiles are not used), geography (never worldwide), one geography such as eu, or any."
  type        = string
  default     = "geography"

  validation {
    condition     = contains(["any", "apac", "au", "ca", "eu", "geography", "in", "jp", "region", "us"], var.residency)
    error_message = "residency must be region, geography, any, or one geography (apac, au, ca, eu, in, jp, us): choose eu to keep prompts in Europe."
  }
}

variable "guardrail" {
  description = "Guardrail of Bedrock over every model: its id or ARN, a colon, and its version, such as gr1abc:2; null for none. Other accounts of model_accounts must know it by that ARN."
  type        = string
  default     = null

  validation {
    condition     = var.guardrail == null || can(regex("^([a-z0-9]+|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/[a-z0-9]+):([1-9][0-9]*|DRAFT)$", var.guardrail))
    error_message = "guardrail must be an id or ARN, a colon, and a version or DRAFT: write it like gr1abc:2."
  }
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

  validation {
    condition     = alltrue([for account in var.model_accounts : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", account.role_arn))])
    error_message = "model_accounts: role_arn must be the whole ARN of a role: write it like arn:aws:iam::123456789012:role/bedrock."
  }

  validation {
    condition     = alltrue([for account in var.model_accounts : can(regex("^[A-Za-z0-9+=,.@:/_-]{2,}$", account.external_id))])
    error_message = "model_accounts: external_id must have at least two letters, digits or +=,.@:/-: choose one, and demand it in the role's trust."
  }

  validation {
    condition     = length(distinct([for account in var.model_accounts : account.name])) == length(var.model_accounts)
    error_message = "model_accounts must have names of their own: rename one of those that share a name."
  }
}

# ---- Data

variable "database" {
  description = "PostgreSQL: size, copies, backups, protection; snapshot_identifier restores a snapshot into a new database, which keeps the snapshot's key: storage_key_arn."
  type = object({
    instance_class      = optional(string, "db.t3.medium")
    engine_version      = optional(string, "15")
    storage_gb          = optional(number, 20)
    max_storage_gb      = optional(number, 100)
    multi_az            = optional(bool, false)
    replicas            = optional(number, 0)
    name                = optional(string, "aiportal")
    backup_days         = optional(number, 7)
    deletion_protection = optional(bool, true)
    monitoring_interval = optional(number, 0)
    snapshot_identifier = optional(string)
    storage_key_arn     = optional(string)

    # Only with read replicas, of which RDS manages no password: see database_master_password.
    master_password_version = optional(number)
    rotation_days           = optional(number)

    # The users that Open WebUI signs in as, and by whose authority it checks the database's certificate.
    application_rotation_days = optional(number, 30)
    ca_pem                    = optional(string)
  })
  default = {}

  validation {
    condition     = var.database.rotation_days == null || var.database.master_password_version != null
    error_message = "database.rotation_days is for a password that RDS does not manage: set database.master_password_version, or leave it null and RDS rotates every week."
  }
}

variable "database_master_password" {
  description = "Password of the database's master user, write-only, where RDS does not manage it; null lets RDS do so."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "directory" {
  description = "AWS Managed Microsoft AD. With ldaps_ca_pem, the certificate of the authority that the controllers are enrolled with, people sign in by LDAPS; production without it must say plain_ldap. plain_ldap beside it keeps LDAP while the controllers enrol. bind_rotation is when Open WebUI's account there gets a new password (a cron expression of EventBridge Scheduler); null for never, and it expires after 42 days."
  type = object({
    enabled       = optional(bool, true)
    domain_name   = optional(string, "corp.example.com")
    short_name    = optional(string, "CORP")
    edition       = optional(string, "Standard")
    dns_mode      = optional(string, "none")
    ldaps_ca_pem  = optional(string)
    users_group   = optional(string)
    bind_rotation = optional(string)
    plain_ldap    = optional(bool, false)

    # People without it cannot sign in: every account has a userPrincipalName, but not every one a mail.
    mail_attribute = optional(string, "userPrincipalName")
  })
  default = {}

  validation {
    condition     = !var.directory.enabled || var.environment != "production" || var.directory.ldaps_ca_pem != null || var.directory.plain_ldap
    error_message = "directory: production signs people in by LDAPS: give ldaps_ca_pem, the certificate of the authority that the controllers have theirs from (docs/security.md), or accept passwords in clear inside the VPC by plain_ldap = true."
  }
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

  validation {
    condition     = var.existing_directory == null || !var.directory.enabled
    error_message = "existing_directory and the managed one are one too many for Open WebUI: set directory = { enabled = false }."
  }

  validation {
    condition     = var.existing_directory == null || try(length(var.existing_directory.cidr_blocks) > 0 && alltrue([for cidr in var.existing_directory.cidr_blocks : cidrsubnet(cidr, 0, 0) == cidr && !endswith(cidr, "/0")]), false)
    error_message = "existing_directory.cidr_blocks must name the controllers' networks without host bits: write them like [\"10.9.0.0/24\"]."
  }
}

variable "directory_admin_password" {
  description = "First password of the directory's account Admin; null draws one. scripts/set-credentials replaces it right after the first apply."
  type        = string
  sensitive   = true
  default     = null
}

variable "cache" {
  description = "Valkey for shared sessions and sockets."
  type = object({
    enabled    = optional(bool, false)
    node_type  = optional(string, "cache.t4g.small")
    node_count = optional(number, 2)
  })
  default = {}
}

variable "uploads" {
  description = "Keep the users' files in S3 instead of on the machine."
  type = object({
    enabled = optional(bool, false)
  })
  default = {}
}

# ---- Edge

variable "load_balancer" {
  description = <<-EOT
    HTTPS load balancers and groups of machines in private subnets, instead of single machines with public addresses.
    domain is the portal's name (the gateway gets gateway.<domain>). Certificates are made in zone_id, or given.
    takes_over_domain lets records of the domain replace those that another portal made: after the loss of a region.
  EOT
  type = object({
    enabled                 = optional(bool, false)
    domain                  = optional(string)
    zone_id                 = optional(string)
    certificate_arn         = optional(string)
    gateway_certificate_arn = optional(string)
    idle_timeout            = optional(number, 300)
    deletion_protection     = optional(bool, true)
    takes_over_domain       = optional(bool, false)
  })
  default = {}

  validation {
    condition     = !var.load_balancer.enabled || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.load_balancer.domain))
    error_message = "load_balancer.domain must be the portal's name in lower case: write it like portal.example.com."
  }

  validation {
    condition     = !var.load_balancer.enabled || var.load_balancer.zone_id != null || (var.load_balancer.certificate_arn != null && var.load_balancer.gateway_certificate_arn != null)
    error_message = "load_balancer needs certificates for HTTPS: set zone_id to make them, or give certificate_arn and gateway_certificate_arn."
  }
}

variable "waf" {
  description = "Firewall in front of the portal, with a limit of requests per address and five minutes."
  type = object({
    enabled    = optional(bool, false)
    rate_limit = optional(number, 20000)
  })
  default = {}

  validation {
    condition     = !var.waf.enabled || var.load_balancer.enabled
    error_message = "waf.enabled protects a load balancer: set load_balancer.enabled = true, or waf.enabled = false."
  }
}

variable "cdn" {
  description = "CloudFront in front of the load balancer, which then has no public address. The certificate must be in us-east-1; null makes one."
  type = object({
    enabled              = optional(bool, false)
    certificate_arn      = optional(string)
    price_class          = optional(string, "PriceClass_100")
    read_timeout_seconds = optional(number, 60)
  })
  default = {}

  validation {
    condition     = !var.cdn.enabled || (var.load_balancer.enabled && var.waf.enabled)
    error_message = "cdn.enabled needs the load balancer behind it and the firewall that knows the allowed networks: set load_balancer.enabled and waf.enabled to true."
  }

  validation {
    condition     = !var.cdn.enabled || var.cdn.certificate_arn != null || var.load_balancer.zone_id != null
    error_message = "cdn needs a certificate in us-east-1: set load_balancer.zone_id to make one, or give cdn.certificate_arn."
  }
}

# ---- Operations

variable "monitoring" {
  description = "Who hears of alarms, how long logs are kept, dashboards, the gateway's metrics by API, key and model with its own alarms (gateway_metrics), one-minute machine metrics, and when to send a usage report (a cron expression of EventBridge Scheduler; null for never)."
  type = object({
    alarm_email        = optional(string)
    log_retention_days = optional(number, 365)
    dashboard          = optional(bool, true)
    gateway_metrics    = optional(bool, true)
    detailed           = optional(bool, true)
    usage_report       = optional(string)
  })
  default = {}
}

variable "audit" {
  description = "CloudTrail, and Bedrock's own log of model calls (one setting for the whole account and region; text keeps prompts)."
  type = object({
    trail_enabled = optional(bool, false)
    bedrock_invocation_logging = optional(object({
      enabled = optional(bool, false)
      text    = optional(bool, false)
    }), {})
  })
  default = {}
}

variable "backup" {
  description = "Weekly images of the machines, and copies of the database's backups in a second region."
  type = object({
    images_enabled = optional(bool, true)
    schedule       = optional(string, "cron(0 2 ? * SUN *)")
    retain         = optional(number, 4)
    database_copy  = optional(bool, false)
  })
  default = {}
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

variable "budget" {
  description = "Monthly limit of the bill (null for none), its currency, who is told, and the tags that costs must carry to count (none counts the whole account)."
  type = object({
    limit     = optional(number)
    currency  = optional(string, "USD")
    emails    = optional(list(string), [])
    cost_tags = optional(map(string), {})
  })
  default = {}
}

# ---- Extras

variable "cognito" {
  description = "Sign-in by Amazon Cognito beside the directory; needs HTTPS and so the load balancer."
  type = object({
    enabled       = optional(bool, false)
    domain_prefix = optional(string)
    mfa           = optional(string, "ON")
    admin_group   = optional(string, "portal-admins")
    user_group    = optional(string, "portal-users")
  })
  default = {}

  validation {
    condition     = !var.cognito.enabled || var.load_balancer.enabled
    error_message = "cognito.enabled needs HTTPS: set load_balancer.enabled = true, or cognito.enabled = false."
  }
}

variable "oidc" {
  description = <<-EOT
    An OpenID Connect provider of yours (Entra ID, Okta, Keycloak) that signs people in, beside the directory or instead of
    it (directory.enabled = false); null for none. Register <portal>/oauth/oidc/callback there. Members of admin_group
    administer, members of user_group may sign in. client_secret makes a secret (output oidc_client_secret_arn) for the
    client's, which machines wait for; without it the client is public and uses PKCE.
  EOT
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

  validation {
    condition     = var.oidc == null || !var.cognito.enabled
    error_message = "oidc and cognito are one provider too many for Open WebUI: set cognito.enabled = false, or oidc to null."
  }

  validation {
    condition     = var.oidc == null || var.load_balancer.enabled
    error_message = "oidc needs HTTPS: set load_balancer.enabled = true, or oidc to null."
  }
}

variable "email" {
  description = "Mail from the portal's domain by Amazon SES."
  type = object({
    enabled   = optional(bool, false)
    mail_from = optional(string, "bounce")
    sender    = optional(string, "ai-portal")
  })
  default = {}

  validation {
    condition     = !var.email.enabled || var.load_balancer.domain != null
    error_message = "email.enabled needs a domain to send from: set load_balancer.domain, or email.enabled = false."
  }
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
