# A warning, not an error: an account may be given access to a model after the portal stands.
check "bedrock_models" {
  data "aws_bedrock_inference_profiles" "here" {}

  assert {
    condition = alltrue([
      for model in values(var.bedrock_models) : model.profile_id == null || var.residency == "region" || contains(
        data.aws_bedrock_inference_profiles.here.inference_profile_summaries[*].inference_profile_id, coalesce(model.profile_id, "-")
      )
    ])
    error_message = "bedrock_models names an inference profile that ${var.region} does not offer: choose one of this region's profiles."
  }
}

# A warning, too: the demo has neither a name nor a certificate.
check "plain_http" {
  assert {
    condition     = var.plain_http
    error_message = "The demo's address is plain HTTP, so whoever listens on the way reads passwords and chats: use ssm_port_forward_command instead, or set plain_http = true to accept it."
  }
}
