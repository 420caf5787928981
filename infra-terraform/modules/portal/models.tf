# The models, from one map: what the gateway's role may call, under which names the gateway offers it, and which of them
# Open WebUI lists, starts a chat with and gives small tasks to.

locals {
  # Within the region there are no profiles: the models themselves are called.
  models = {
    for name, model in var.bedrock_models : name => merge(model, var.residency == "region" ? { profile_id = null } : {})
  }

  chat_models   = sort([for name, model in var.bedrock_models : name if model.use == "chat"])
  default_model = coalesce(var.webui.default_model, local.chat_models[0])

  # Documents become vectors by the gateway where the map has a model for that.
  embedding_models = sort([for name, model in var.bedrock_models : name if model.use == "embedding"])
  embedding_model  = var.webui.embedding_model == "bundled" ? null : try(coalesce(var.webui.embedding_model, try(local.embedding_models[0], null)), null)

  task_model = coalesce(var.webui.task_model, local.default_model)

  given_settings = try(yamldecode(var.gateway.config_yaml), {})
  given_models   = try(local.given_settings.models, {})

  # What the caller says of a model of the map is added to it; other models of the caller's stay as they are.
  named_models = {
    for name, model in local.models : name => merge(
      { id = coalesce(model.profile_id, model.model_id) },
      try({ for key, value in local.given_models[name] : key => value if key != "id" }, {}),
    )
  }

  # The name "*" stands for all models.
  guarded = var.guardrail == null ? {} : { "*" = merge(try(local.given_models["*"], {}), { guardrail = var.guardrail }) }

  # Its version is what follows the last colon.
  guardrail_id  = var.guardrail == null ? null : replace(var.guardrail, "/:[^:]*$/", "")
  guardrail_arn = local.guardrail_id == null ? null : startswith(local.guardrail_id, "arn:") ? local.guardrail_id : "arn:${local.partition}:bedrock:${local.region}:${local.account_id}:guardrail/${local.guardrail_id}"

  # Further places of the gateway's pool: the same models in other accounts.
  places = [
    for account in var.model_accounts : merge(
      { name = account.name, role = account.role_arn, external_id = account.external_id },
      account.region == null ? {} : { region = account.region },
    )
  ]

  gateway_settings = merge(
    local.given_settings,
    { residency = var.residency, models = merge(local.given_models, local.guarded, local.named_models) },
    length(local.places) == 0 ? {} : { pool = concat(try(local.given_settings.pool, []), local.places) },
  )
}
