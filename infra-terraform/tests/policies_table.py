"""Each statement of each policy, as policies.py writes it. Who changes one changes its line, and sees whom else it concerns."""

# What the gateway may ask of Bedrock, whatever it runs on.
MODELS = [
    "allow bedrock:CountTokens bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on arn:aws:bedrock:eu-west-2::foundation-model/amazon.titan-embed-text-v2:0 arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-sonnet-4-6",
    "allow bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6",
    "allow bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-north-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-south-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-south-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-3::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 if bedrock:InferenceProfileArn StringEquals arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    "allow bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-sonnet-4-6 arn:aws:bedrock:eu-north-1::foundation-model/anthropic.claude-sonnet-4-6 arn:aws:bedrock:eu-south-1::foundation-model/anthropic.claude-sonnet-4-6 arn:aws:bedrock:eu-south-2::foundation-model/anthropic.claude-sonnet-4-6 arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-6 arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-sonnet-4-6 arn:aws:bedrock:eu-west-3::foundation-model/anthropic.claude-sonnet-4-6 if bedrock:InferenceProfileArn StringEquals arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6",
    "allow bedrock:GetInferenceProfile bedrock:ListFoundationModels bedrock:ListInferenceProfiles on *",
    "allow bedrock:GetCustomModelDeployment bedrock:GetImportedModel bedrock:GetProvisionedModelThroughput on arn:aws:bedrock:eu-west-2:123456789012:custom-model-deployment/* arn:aws:bedrock:eu-west-2:123456789012:imported-model/* arn:aws:bedrock:eu-west-2:123456789012:provisioned-model/*",
]
# And where prompts stay in the region: nothing by a profile.
MODELS_HERE = [MODELS[0], *MODELS[4:]]
# And with a guardrail and the models of another account.
GUARDRAIL_AND_POOL = [
    "allow bedrock:ApplyGuardrail on arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc2def",
    "allow sts:AssumeRole on arn:aws:iam::210987654321:role/bedrock if sts:ExternalId StringEquals portal",
]
# What a machine of the gateway may do beside that.
GATEWAY_MACHINES = [
    "allow ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
    "allow cloudwatch:PutMetricData on * if cloudwatch:namespace StringEquals AIPortal/ai-portal",
    'allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <module.observability.aws_cloudwatch_log_group.this["gateway"]>:*',
    'allow ssm:GetParameter on <module.observability.aws_ssm_parameter.agent["gateway"]>',
    "allow ec2:DescribeTags on *",
    'allow secretsmanager:GetSecretValue on <aws_secretsmanager_secret.generated["gateway-key"]> <aws_secretsmanager_secret.generated["user-jwt-secret"]>',
    "allow s3:GetObject on <aws_s3_object.gateway>",
    "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals s3.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com",
]
# What a machine of Open WebUI may do, whatever its network.
WEBUI_MACHINES = [
    "allow ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
    "allow cloudwatch:PutMetricData on * if cloudwatch:namespace StringEquals AIPortal/ai-portal",
    'allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <module.observability.aws_cloudwatch_log_group.this["webui"]>:*',
    'allow ssm:GetParameter on <module.observability.aws_ssm_parameter.agent["webui"]>',
    "allow ec2:DescribeTags on *",
    'allow secretsmanager:GetSecretValue on <aws_secretsmanager_secret.generated["admin-password"]> <aws_secretsmanager_secret.generated["gateway-key"]> <aws_secretsmanager_secret.generated["user-jwt-secret"]> <aws_secretsmanager_secret.generated["webui-secret-key"]> <module.cache[0].aws_secretsmanager_secret.auth> <module.database.aws_secretsmanager_secret.application[0]> <module.directory[0].aws_secretsmanager_secret.this["bind"]>',
    'allow s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on <module.storage.aws_s3_bucket.this["uploads"]>/*',
    'allow s3:ListBucket on <module.storage.aws_s3_bucket.this["uploads"]>',
    "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals s3.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com",
]

POLICIES = {
    # A pipeline: any branch plans and takes the lock, one environment writes the state.
    "data.aws_iam_policy_document.ci": [
        "allow s3:GetObject s3:ListBucket on <aws_s3_bucket.state> <aws_s3_bucket.state>/*",
        "allow s3:DeleteObject s3:PutObject on <aws_s3_bucket.state>/*.tflock",
        "allow secretsmanager:GetRandomPassword on *",
        "deny s3:GetObject s3:GetObjectVersion on arn:aws:s3:::ai-portal*-uploads-*/*",
        "allow kms:Decrypt kms:GenerateDataKey on <aws_kms_key.state>",
    ],
    'data.aws_iam_policy_document.ci_trust["apply"]': [
        "allow sts:AssumeRoleWithWebIdentity on itself for <aws_iam_openid_connect_provider.ci[0]> if token.actions.githubusercontent.com:aud StringEquals sts.amazonaws.com if token.actions.githubusercontent.com:sub StringLike repo:example/portal:environment:production",
    ],
    'data.aws_iam_policy_document.ci_trust["plan"]': [
        "allow sts:AssumeRoleWithWebIdentity on itself for <aws_iam_openid_connect_provider.ci[0]> if token.actions.githubusercontent.com:aud StringEquals sts.amazonaws.com if token.actions.githubusercontent.com:sub StringLike repo:example/portal:*",
    ],
    "data.aws_iam_policy_document.ci_write": [
        "allow s3:PutObject on <aws_s3_bucket.state>/*",
    ],
    "data.aws_iam_policy_document.key": [
        "allow kms:* on * for arn:aws:iam::123456789012:root",
    ],
    "data.aws_iam_policy_document.state": [
        "deny s3:* on <aws_s3_bucket.state> <aws_s3_bucket.state>/* for * if aws:SecureTransport Bool false",
    ],
    # Another account's models.
    "data.aws_iam_policy_document.models": [
        "allow bedrock:CountTokens bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-2::foundation-model/amazon.titan-embed-text-v2:0 arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
        "allow bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 if bedrock:InferenceProfileArn StringEquals arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
        "allow bedrock:ApplyGuardrail on arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc2def",
        "allow bedrock:GetInferenceProfile bedrock:ListFoundationModels bedrock:ListInferenceProfiles on *",
    ],
    "data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for arn:aws:iam::210987654321:role/ai-portal-gateway if sts:ExternalId StringEquals portal",
    ],
    "module.audit.data.aws_iam_policy_document.bedrock[0]": [
        "allow logs:CreateLogStream logs:PutLogEvents on <module.audit.aws_cloudwatch_log_group.bedrock[0]>:log-stream:aws/bedrock/modelinvocations",
    ],
    "module.audit.data.aws_iam_policy_document.bedrock_trust[0]": [
        "allow sts:AssumeRole on itself for bedrock.amazonaws.com if aws:SourceAccount StringEquals 123456789012 if aws:SourceArn ArnLike arn:aws:bedrock:eu-west-2:123456789012:*",
    ],
    "module.audit.data.aws_iam_policy_document.bucket[0]": [
        "deny s3:* on <module.audit.aws_s3_bucket.this[0]> <module.audit.aws_s3_bucket.this[0]>/* for * if aws:SecureTransport Bool false",
        "allow s3:GetBucketAcl on <module.audit.aws_s3_bucket.this[0]> for cloudtrail.amazonaws.com if aws:SourceArn StringEquals arn:aws:cloudtrail:eu-west-2:123456789012:trail/ai-portal-trail",
        "allow s3:PutObject on <module.audit.aws_s3_bucket.this[0]>/AWSLogs/123456789012/* for cloudtrail.amazonaws.com if aws:SourceArn StringEquals arn:aws:cloudtrail:eu-west-2:123456789012:trail/ai-portal-trail if s3:x-amz-acl StringEquals bucket-owner-full-control",
    ],
    "module.audit.data.aws_iam_policy_document.trail[0]": [
        "allow logs:CreateLogStream logs:PutLogEvents on <module.audit.aws_cloudwatch_log_group.trail[0]>:log-stream:123456789012_CloudTrail_*",
    ],
    "module.audit.data.aws_iam_policy_document.trail_trust[0]": [
        "allow sts:AssumeRole on itself for cloudtrail.amazonaws.com if aws:SourceArn StringEquals arn:aws:cloudtrail:eu-west-2:123456789012:trail/ai-portal-trail",
    ],
    "module.backup[0].data.aws_iam_policy_document.key": [
        "allow kms:Decrypt kms:DescribeKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals ec2.eu-west-2.amazonaws.com",
        "allow kms:CreateGrant on <module.kms.aws_kms_key.this> if kms:GrantIsForAWSResource Bool true",
    ],
    "module.backup[0].data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for dlm.amazonaws.com if aws:SourceAccount StringEquals 123456789012 if aws:SourceArn ArnLike arn:aws:dlm:eu-west-2:123456789012:policy/*",
    ],
    "module.database.data.aws_iam_policy_document.monitoring_trust[0]": [
        "allow sts:AssumeRole on itself for monitoring.rds.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.directory[0].data.aws_iam_policy_document.log": [
        "allow logs:CreateLogStream logs:PutLogEvents on <module.directory[0].aws_cloudwatch_log_group.this>:* for ds.amazonaws.com",
    ],
    "module.edge_certificate_alarm[0].data.aws_iam_policy_document.topic": [
        "allow sns:Publish on <module.edge_certificate_alarm[0].aws_sns_topic.this> for cloudwatch.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.email[0].data.aws_iam_policy_document.sender": [
        "allow ses:SendEmail ses:SendRawEmail on arn:aws:ses:eu-west-2:123456789012:configuration-set/ai-portal arn:aws:ses:eu-west-2:123456789012:identity/portal.example.com if ses:FromAddress StringEquals ai-portal@portal.example.com",
    ],
    "module.functions.data.aws_iam_policy_document.scheduler": [
        'allow lambda:InvokeFunction on <module.functions.aws_lambda_function.this["rotate-bind-password"]> <module.functions.aws_lambda_function.this["usage-report"]>',
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals scheduler.eu-west-2.amazonaws.com",
    ],
    "module.functions.data.aws_iam_policy_document.scheduler_trust": [
        "allow sts:AssumeRole on itself for scheduler.amazonaws.com if aws:SourceAccount StringEquals 123456789012 if aws:SourceArn StringEquals arn:aws:scheduler:eu-west-2:123456789012:schedule-group/default",
    ],
    'demo: module.functions.data.aws_iam_policy_document.this["rotate-application-password"]': [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.functions.aws_cloudwatch_log_group.this["rotate-application-password"]>:*',
        "allow xray:PutTelemetryRecords xray:PutTraceSegments on *",
        "allow sns:Publish on <module.observability.aws_sns_topic.this>",
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals lambda.eu-west-2.amazonaws.com logs.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com sns.eu-west-2.amazonaws.com",
        "allow ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on *",
        'deny ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on * if lambda:SourceFunctionArn ArnEquals <module.functions.aws_lambda_function.this["rotate-application-password"]>',
        "allow secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage on arn:aws:secretsmanager:eu-west-2:123456789012:secret:ai-portal-openwebui-user-*",
        "allow secretsmanager:GetSecretValue on <secret of RDS>",
        "allow secretsmanager:GetRandomPassword on *",
    ],
    'module.functions.data.aws_iam_policy_document.this["rotate-application-password"]': [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.functions.aws_cloudwatch_log_group.this["rotate-application-password"]>:*',
        "allow xray:PutTelemetryRecords xray:PutTraceSegments on *",
        "allow sns:Publish on <module.observability.aws_sns_topic.this>",
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals lambda.eu-west-2.amazonaws.com logs.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com sns.eu-west-2.amazonaws.com",
        "allow ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on *",
        'deny ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on * if lambda:SourceFunctionArn ArnEquals <module.functions.aws_lambda_function.this["rotate-application-password"]>',
        "allow secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage on arn:aws:secretsmanager:eu-west-2:123456789012:secret:ai-portal-openwebui-user-*",
        "allow secretsmanager:GetSecretValue on <module.database.aws_secretsmanager_secret.master[0]>",
        "allow secretsmanager:GetRandomPassword on *",
    ],
    'module.functions.data.aws_iam_policy_document.this["rotate-bind-password"]': [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.functions.aws_cloudwatch_log_group.this["rotate-bind-password"]>:*',
        "allow xray:PutTelemetryRecords xray:PutTraceSegments on *",
        "allow sns:Publish on <module.observability.aws_sns_topic.this>",
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals lambda.eu-west-2.amazonaws.com logs.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com sns.eu-west-2.amazonaws.com",
        'allow secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage on <module.directory[0].aws_secretsmanager_secret.this["bind"]>',
        "allow secretsmanager:GetRandomPassword on *",
        "allow ds:ResetUserPassword on <directory>",
    ],
    'module.functions.data.aws_iam_policy_document.this["rotate-password"]': [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.functions.aws_cloudwatch_log_group.this["rotate-password"]>:*',
        "allow xray:PutTelemetryRecords xray:PutTraceSegments on *",
        "allow sns:Publish on <module.observability.aws_sns_topic.this>",
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals lambda.eu-west-2.amazonaws.com logs.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com sns.eu-west-2.amazonaws.com",
        "allow secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage on arn:aws:secretsmanager:eu-west-2:123456789012:secret:ai-portal-database-*",
        "allow rds:DescribeDBInstances rds:ModifyDBInstance on <module.database.aws_db_instance.this>",
        "allow secretsmanager:GetRandomPassword on *",
    ],
    'module.functions.data.aws_iam_policy_document.this["usage-report"]': [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.functions.aws_cloudwatch_log_group.this["usage-report"]>:*',
        "allow xray:PutTelemetryRecords xray:PutTraceSegments on *",
        "allow sns:Publish on <module.observability.aws_sns_topic.this>",
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals lambda.eu-west-2.amazonaws.com logs.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com sns.eu-west-2.amazonaws.com",
        'allow logs:StartQuery on <module.observability.aws_cloudwatch_log_group.this["gateway"]>:*',
        "allow logs:GetQueryResults on *",
        "allow sns:Publish on <module.observability.aws_sns_topic.this>",
    ],
    "module.functions.data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for lambda.amazonaws.com",
    ],
    "demo: module.gateway_role.data.aws_iam_policy_document.this": [
        "allow ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
        "allow cloudwatch:PutMetricData on * if cloudwatch:namespace StringEquals AIPortal/ai-portal",
        'allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <module.observability.aws_cloudwatch_log_group.this["gateway"]>:*',
        'allow ssm:GetParameter on <module.observability.aws_ssm_parameter.agent["gateway"]>',
        'allow secretsmanager:GetSecretValue on <aws_secretsmanager_secret.generated["gateway-key"]> <aws_secretsmanager_secret.generated["user-jwt-secret"]>',
        "allow s3:GetObject on <aws_s3_object.gateway>",
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals s3.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com",
        *MODELS,
    ],
    "fargate: module.gateway_role.data.aws_iam_policy_document.this": [
        "allow s3:GetObject on <aws_s3_object.gateway>",
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals s3.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com",
        *MODELS,
        *GUARDRAIL_AND_POOL,
    ],
    "private: module.gateway_role.data.aws_iam_policy_document.this": [*GATEWAY_MACHINES, *MODELS_HERE, *GUARDRAIL_AND_POOL],
    "module.gateway_role.data.aws_iam_policy_document.this": [*GATEWAY_MACHINES, *MODELS, *GUARDRAIL_AND_POOL],
    "fargate: module.gateway_role.data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for ecs-tasks.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.gateway_role.data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for ec2.amazonaws.com",
    ],
    "module.gateway_service[0].data.aws_iam_policy_document.execution": [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.observability.aws_cloudwatch_log_group.this["gateway"]>:*',
        'allow secretsmanager:GetSecretValue on <aws_secretsmanager_secret.generated["gateway-key"]> <aws_secretsmanager_secret.generated["user-jwt-secret"]>',
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals secretsmanager.eu-west-2.amazonaws.com",
    ],
    "module.gateway_service[0].data.aws_iam_policy_document.execution_trust": [
        "allow sts:AssumeRole on itself for ecs-tasks.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.gateway_service[0].data.aws_iam_policy_document.renewal[0]": [
        "allow ecs:UpdateService on arn:aws:ecs:eu-west-2:123456789012:service/ai-portal/ai-portal-gateway",
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals scheduler.eu-west-2.amazonaws.com",
    ],
    "module.gateway_service[0].data.aws_iam_policy_document.renewal_trust[0]": [
        "allow sts:AssumeRole on itself for scheduler.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "demo: module.kms.data.aws_iam_policy_document.this": [
        "allow kms:* on * for arn:aws:iam::123456789012:root",
        "allow kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey* kms:ReEncrypt* on * for logs.eu-west-2.amazonaws.com if kms:EncryptionContext:aws:logs:arn ArnLike arn:aws:logs:eu-west-2:123456789012:log-group:*",
        "allow kms:Decrypt kms:GenerateDataKey* on * for budgets.amazonaws.com cloudwatch.amazonaws.com ses.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
        "allow kms:DescribeKey kms:GenerateDataKey* on * for cloudtrail.amazonaws.com if aws:SourceArn StringLike arn:aws:cloudtrail:*:123456789012:trail/*",
    ],
    "fargate: module.kms.data.aws_iam_policy_document.this": [
        "allow kms:* on * for arn:aws:iam::123456789012:root",
        "allow kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey* kms:ReEncrypt* on * for logs.eu-west-2.amazonaws.com if kms:EncryptionContext:aws:logs:arn ArnLike arn:aws:logs:eu-west-2:123456789012:log-group:*",
        "allow kms:Decrypt kms:GenerateDataKey* on * for budgets.amazonaws.com cloudwatch.amazonaws.com ses.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
        "allow kms:DescribeKey kms:GenerateDataKey* on * for cloudtrail.amazonaws.com if aws:SourceArn StringLike arn:aws:cloudtrail:*:123456789012:trail/*",
    ],
    "module.kms.data.aws_iam_policy_document.this": [
        "allow kms:* on * for arn:aws:iam::123456789012:root",
        "allow kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey* kms:ReEncrypt* on * for logs.eu-west-2.amazonaws.com if kms:EncryptionContext:aws:logs:arn ArnLike arn:aws:logs:eu-west-2:123456789012:log-group:*",
        "allow kms:Decrypt kms:GenerateDataKey* on * for budgets.amazonaws.com cloudwatch.amazonaws.com ses.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
        "allow kms:DescribeKey kms:GenerateDataKey* on * for cloudtrail.amazonaws.com if aws:SourceArn StringLike arn:aws:cloudtrail:*:123456789012:trail/*",
        "allow kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey* kms:ReEncrypt* on * for <aws_iam_service_linked_role.autoscaling[0]>",
        "allow kms:CreateGrant on * for <aws_iam_service_linked_role.autoscaling[0]> if kms:GrantIsForAWSResource Bool true",
    ],
    "module.network[0].data.aws_iam_policy_document.flow_trust": [
        "allow sts:AssumeRole on itself for vpc-flow-logs.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.network[0].data.aws_iam_policy_document.flow_write[0]": [
        "allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <module.network[0].aws_cloudwatch_log_group.flow[0]>:*",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["bedrock"]': [
        "allow bedrock:* on * for * if aws:PrincipalAccount StringEquals 123456789012 210987654321",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["bedrock-runtime"]': [
        "allow bedrock:ApplyGuardrail bedrock:CountTokens bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on * for * if aws:PrincipalAccount StringEquals 123456789012 210987654321",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["ec2"]': [
        "allow ec2:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["ecr.api"]': [
        "allow ecr:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["ecr.dkr"]': [
        "allow ecr:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["kms"]': [
        "allow kms:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["logs"]': [
        "allow logs:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["monitoring"]': [
        "allow cloudwatch:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["secretsmanager"]': [
        "allow secretsmanager:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["ssm"]': [
        "allow ssm:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["ssmmessages"]': [
        "allow ssmmessages:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    'module.network[0].data.aws_iam_policy_document.interface["sts"]': [
        "allow sts:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
    ],
    "module.network[0].data.aws_iam_policy_document.s3": [
        "allow s3:* on * for * if aws:PrincipalAccount StringEquals 123456789012",
        "allow s3:GetObject on arn:aws:s3:::al2023-repos-eu-west-2-*/* arn:aws:s3:::prod-eu-west-2-starport-layer-bucket/* for *",
    ],
    "module.observability.data.aws_iam_policy_document.topic": [
        "allow sns:Publish on <module.observability.aws_sns_topic.this> for budgets.amazonaws.com cloudwatch.amazonaws.com ses.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
        "deny sns:Publish on <module.observability.aws_sns_topic.this> for * if aws:SecureTransport Bool false",
    ],
    "module.region_copy[0].data.aws_iam_policy_document.key": [
        "allow kms:* on * for arn:aws:iam::123456789012:root",
    ],
    "demo: module.schedule[0].data.aws_iam_policy_document.this": [
        "allow ec2:StartInstances ec2:StopInstances on <module.gateway[0].aws_instance.this> <module.webui[0].aws_instance.this>",
        "allow rds:StartDBInstance rds:StopDBInstance on <module.database.aws_db_instance.this>",
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals scheduler.eu-west-2.amazonaws.com",
        "allow kms:CreateGrant on <module.kms.aws_kms_key.this> if kms:GrantIsForAWSResource Bool true",
    ],
    "module.schedule[0].data.aws_iam_policy_document.this": [
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals scheduler.eu-west-2.amazonaws.com",
        "allow kms:CreateGrant on <module.kms.aws_kms_key.this> if kms:GrantIsForAWSResource Bool true",
    ],
    "module.schedule[0].data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for scheduler.amazonaws.com if aws:SourceAccount StringEquals 123456789012 if aws:SourceArn StringEquals arn:aws:scheduler:eu-west-2:123456789012:schedule-group/ai-portal-office-hours",
    ],
    'module.storage.data.aws_iam_policy_document.this["artifacts"]': [
        'deny s3:* on <module.storage.aws_s3_bucket.this["artifacts"]> <module.storage.aws_s3_bucket.this["artifacts"]>/* for * if aws:SecureTransport Bool false',
    ],
    'module.storage.data.aws_iam_policy_document.this["logs"]': [
        'deny s3:* on <module.storage.aws_s3_bucket.this["logs"]> <module.storage.aws_s3_bucket.this["logs"]>/* for * if aws:SecureTransport Bool false',
        'allow s3:PutObject on <module.storage.aws_s3_bucket.this["logs"]>/alb/AWSLogs/123456789012/* for logdelivery.elasticloadbalancing.amazonaws.com',
        'allow s3:PutObject on <module.storage.aws_s3_bucket.this["logs"]>/AWSLogs/123456789012/CloudFront/* for delivery.logs.amazonaws.com if aws:SourceAccount StringEquals 123456789012 if aws:SourceArn ArnLike arn:aws:logs:us-east-1:123456789012:delivery-source:* if s3:x-amz-acl StringEquals bucket-owner-full-control',
        'allow s3:PutObject on <module.storage.aws_s3_bucket.this["logs"]>/s3/* for logging.s3.amazonaws.com if aws:SourceAccount StringEquals 123456789012 if aws:SourceArn ArnLike arn:aws:s3:::ai-portal-*',
    ],
    'module.storage.data.aws_iam_policy_document.this["uploads"]': [
        'deny s3:* on <module.storage.aws_s3_bucket.this["uploads"]> <module.storage.aws_s3_bucket.this["uploads"]>/* for * if aws:SecureTransport Bool false',
    ],
    "demo: module.webui_role.data.aws_iam_policy_document.this": [
        "allow ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
        "allow cloudwatch:PutMetricData on * if cloudwatch:namespace StringEquals AIPortal/ai-portal",
        'allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <module.observability.aws_cloudwatch_log_group.this["webui"]>:*',
        'allow ssm:GetParameter on <module.observability.aws_ssm_parameter.agent["webui"]>',
        'allow secretsmanager:GetSecretValue on <aws_secretsmanager_secret.generated["admin-password"]> <aws_secretsmanager_secret.generated["gateway-key"]> <aws_secretsmanager_secret.generated["user-jwt-secret"]> <aws_secretsmanager_secret.generated["webui-secret-key"]> <module.database.aws_secretsmanager_secret.application[0]> <module.directory[0].aws_secretsmanager_secret.this["bind"]>',
        'allow s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on <module.storage.aws_s3_bucket.this["uploads"]>/*',
        'allow s3:ListBucket on <module.storage.aws_s3_bucket.this["uploads"]>',
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals s3.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com",
    ],
    "fargate: module.webui_role.data.aws_iam_policy_document.this": [
        'allow s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on <module.storage.aws_s3_bucket.this["uploads"]>/*',
        'allow s3:ListBucket on <module.storage.aws_s3_bucket.this["uploads"]>',
        "allow kms:Decrypt kms:GenerateDataKey on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals s3.eu-west-2.amazonaws.com secretsmanager.eu-west-2.amazonaws.com",
    ],
    "module.webui_role.data.aws_iam_policy_document.this": WEBUI_MACHINES,
    "private: module.webui_role.data.aws_iam_policy_document.this": [
        *WEBUI_MACHINES,
        "allow ecr:GetAuthorizationToken on *",
        "allow ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on <module.mirror[0].aws_ecr_repository.this>",
        'allow s3:GetObject on <module.storage.aws_s3_bucket.this["artifacts"]>/compose/dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372/docker-compose',
    ],
    "fargate: module.webui_role.data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for ecs-tasks.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.webui_role.data.aws_iam_policy_document.trust": [
        "allow sts:AssumeRole on itself for ec2.amazonaws.com",
    ],
    "module.webui_service[0].data.aws_iam_policy_document.execution": [
        'allow logs:CreateLogStream logs:PutLogEvents on <module.observability.aws_cloudwatch_log_group.this["webui"]>:*',
        'allow secretsmanager:GetSecretValue on <aws_secretsmanager_secret.generated["admin-password"]> <aws_secretsmanager_secret.generated["gateway-key"]> <aws_secretsmanager_secret.generated["user-jwt-secret"]> <aws_secretsmanager_secret.generated["webui-secret-key"]> <module.cache[0].aws_secretsmanager_secret.auth> <module.database.aws_secretsmanager_secret.application[0]> <module.directory[0].aws_secretsmanager_secret.this["bind"]>',
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals secretsmanager.eu-west-2.amazonaws.com",
        "allow ecr:GetAuthorizationToken on *",
        "allow ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on <module.mirror[0].aws_ecr_repository.this>",
    ],
    "module.webui_service[0].data.aws_iam_policy_document.execution_trust": [
        "allow sts:AssumeRole on itself for ecs-tasks.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
    "module.webui_service[0].data.aws_iam_policy_document.renewal[0]": [
        "allow ecs:UpdateService on arn:aws:ecs:eu-west-2:123456789012:service/ai-portal/ai-portal-webui",
        "allow kms:Decrypt on <module.kms.aws_kms_key.this> if kms:ViaService StringEquals scheduler.eu-west-2.amazonaws.com",
    ],
    "module.webui_service[0].data.aws_iam_policy_document.renewal_trust[0]": [
        "allow sts:AssumeRole on itself for scheduler.amazonaws.com if aws:SourceAccount StringEquals 123456789012",
    ],
}
