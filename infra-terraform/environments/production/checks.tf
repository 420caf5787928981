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

# A warning, too: which digest a tag has, only its registry knows.
check "images_by_digest" {
  assert {
    condition = var.compute == "machines" || alltrue([
      for image in [var.fargate.java_image, var.fargate.cli_image] : can(regex("@sha256:[0-9a-f]{64}$", image))
    ])
    error_message = "fargate.java_image or fargate.cli_image is named by a tag alone, which may be another image tomorrow: add @sha256: and the digest that docker buildx imagetools inspect tells."
  }
}
