variable "name" {
  description = "Prefix of every resource's name; another than production's, so that both fit into one account."
  type        = string
  default     = "ai-portal-demo"
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

variable "azs" {
  description = "Two availability zones of the region."
  type        = list(string)
  default     = ["eu-west-2a", "eu-west-2b"]

  validation {
    condition     = alltrue([for az in var.azs : startswith(az, var.region)])
    error_message = "azs must be zones of region: name two zones of the chosen region, for example eu-west-2a and eu-west-2b."
  }
}

variable "allowed_cidr_blocks" {
  description = "IPv4 networks that may use the portal, for example your office."
  type        = list(string)
}

variable "allow_public_access" {
  description = "Consent to 0.0.0.0/0 in allowed_cidr_blocks."
  type        = bool
  default     = false
}

variable "mirror" {
  description = "Machines take Open WebUI's image and Docker Compose from the account, not from their makers: scripts/mirror-images brings them there."
  type        = bool
  default     = false
}

variable "ssh" {
  description = "SSH from the allowed networks, with the public key that may enter; off, since Session Manager needs no open port."
  type = object({
    enabled    = optional(bool, false)
    public_key = optional(string)
  })
  default = {}
}

variable "plain_http" {
  description = "Accept that portal_url is plain HTTP: whoever listens on the way reads passwords and chats. False warns of it at every plan; ssm_port_forward_command leads there through an encrypted session."
  type        = bool
  default     = false
}

variable "admin_email" {
  description = "First administrator of Open WebUI; also gets alarms and budget notices."
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

variable "webui_instance_types" {
  description = "Sizes of Open WebUI's machines, the preferred first; those of Graviton (m7g.xlarge, t4g.large) need compose_sha256."
  type        = list(string)
  default     = ["t3.large"]
}

variable "gateway_instance_types" {
  description = "Sizes of the gateway's machines, the preferred first; those of Graviton (m7g.large, t4g.large) run it as they are."
  type        = list(string)
  default     = ["t3.large"]
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

variable "directory" {
  description = "Active Directory: names, ldaps_ca_pem for LDAPS (the certificate of the authority that the controllers have theirs from), the group whose members may sign in, and the attribute that the portal knows people by (mail, or userPrincipalName, which every account has)."
  type = object({
    enabled        = optional(bool, true)
    domain_name    = optional(string, "corp.example.com")
    short_name     = optional(string, "CORP")
    dns_mode       = optional(string, "none")
    ldaps_ca_pem   = optional(string)
    users_group    = optional(string)
    mail_attribute = optional(string, "userPrincipalName")
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
