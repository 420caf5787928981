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
