"""Logs, and who may write them."""

import policy
from contracts.shared import ACCOUNT, ACCOUNT_CONTEXT, REGION, bucket_policy, contract, graph_trail_arn, key, only, trusts


@contract
def access_logs_may_be_written(graph):
    logs = graph.one("aws_s3_bucket", 'module.storage.aws_s3_bucket.this["logs"]')
    statements = bucket_policy(graph, logs)
    for balancer in graph.of("aws_lb").values():
        (target,) = balancer["access_logs"]
        assert target["enabled"] and target["bucket"] == logs["bucket"]
        written = f"{logs['arn']}/{target['prefix']}/AWSLogs/{ACCOUNT}/ELBAccessLogTestFile"
        assert policy.allowed(statements, "s3:PutObject", written, service="logdelivery.elasticloadbalancing.amazonaws.com"), written
    watched = {values["bucket"] for values in graph.of("aws_s3_bucket_logging").values()}
    assert watched == {values["id"] for values in graph.of("aws_s3_bucket").values()} - {logs["id"]}, "a bucket that nobody's eyes are on"
    for delivery in graph.of("aws_cloudwatch_log_delivery_source").values():
        ends = graph.one("aws_cloudwatch_log_delivery", delivery_source_name=delivery["name"])["delivery_destination_arn"]
        assert graph.one("aws_cloudwatch_log_delivery_destination", arn=ends)
    for values in graph.of("aws_s3_bucket_logging").values():
        context = ACCOUNT_CONTEXT | {"aws:SourceArn": f"arn:aws:s3:::{values['bucket']}"}
        assert values["target_bucket"] == logs["bucket"]
        assert policy.allowed(statements, "s3:PutObject", f"{logs['arn']}/{values['target_prefix']}x", context, "logging.s3.amazonaws.com"), values["target_prefix"]
    for delivery in graph.of("aws_cloudwatch_log_delivery_destination").values():
        assert delivery["delivery_destination_configuration"][0]["destination_resource_arn"] == logs["arn"]
        context = ACCOUNT_CONTEXT | {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:x", "s3:x-amz-acl": "bucket-owner-full-control"}
        assert policy.allowed(statements, "s3:PutObject", f"{logs['arn']}/AWSLogs/{ACCOUNT}/CloudFront/x", context, "delivery.logs.amazonaws.com")
        source = graph.one("aws_cloudwatch_log_delivery_source")
        assert source["resource_arn"] == graph.one("aws_cloudfront_distribution")["arn"] and source["log_type"] == "ACCESS_LOGS"
    encryption = graph.one("aws_s3_bucket_server_side_encryption_configuration", 'module.storage', bucket=logs["id"])
    assert encryption["rule"][0]["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256", "load balancers write to no other"


@contract
def the_trail_records(graph):
    for trail in graph.of("aws_cloudtrail").values():
        assert trail["enable_logging"] in (True, None) and trail["is_multi_region_trail"] and trail["enable_log_file_validation"] and trail["include_global_service_events"] in (True, None)
        bucket = graph.one("aws_s3_bucket", bucket=trail["s3_bucket_name"])
        statements = bucket_policy(graph, bucket)
        context = {"aws:SourceArn": graph_trail_arn(), "s3:x-amz-acl": "bucket-owner-full-control"}
        assert trail["name"] == "ai-portal-trail" and trail["kms_key_id"] == key(graph)["arn"]
        assert policy.allowed(statements, "s3:PutObject", f"{bucket['arn']}/AWSLogs/{ACCOUNT}/x", context, "cloudtrail.amazonaws.com")
        assert policy.allowed(statements, "s3:GetBucketAcl", bucket["arn"], context, "cloudtrail.amazonaws.com")
        logs = trail["cloud_watch_logs_group_arn"].removesuffix(":*")
        name = logs.split(":log-group:")[1]
        assert name in graph.log_groups()
        role = graph.one("aws_iam_role", arn=trail["cloud_watch_logs_role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "cloudtrail.amazonaws.com")
        assert policy.allowed(graph.policies_of_role(role), "logs:PutLogEvents", f"{logs}:log-stream:{ACCOUNT}_CloudTrail_{REGION}")
    if graph.scaled:
        assert len(graph.of("aws_cloudtrail")) == 1
        flow = graph.one("aws_flow_log")
        assert flow["traffic_type"] == "ALL" and flow["vpc_id"] == only(graph.of("aws_vpc").values(), "VPCs")["id"]
        assert flow["log_destination"].removesuffix(":*").split(":log-group:")[1] in graph.log_groups()
        role = graph.one("aws_iam_role", arn=flow["iam_role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "vpc-flow-logs.amazonaws.com")
        assert policy.allowed(graph.policies_of_role(role), "logs:PutLogEvents", flow["log_destination"].removesuffix(":*") + ":log-stream:x")


@contract
def services_find_their_log_groups_and_may_write_them(graph):
    for address, database in graph.of("aws_db_instance").items():
        for export in database["enabled_cloudwatch_logs_exports"]:
            assert f"/aws/rds/instance/{database['identifier']}/{export}" in graph.log_groups(), f"{address}: RDS makes a group without a key"
    for cache in graph.of("aws_elasticache_replication_group").values():
        for delivery in cache["log_delivery_configuration"]:
            assert delivery["destination"] in graph.log_groups()
    for values in graph.of("aws_bedrock_model_invocation_logging_configuration").values():
        config = policy.as_list(values["logging_config"])[0]
        assert not config["text_data_delivery_enabled"], "prompts would be kept"
        target = policy.as_list(config["cloudwatch_config"])[0]
        assert target["log_group_name"] in graph.log_groups()
        role = graph.one("aws_iam_role", arn=target["role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "bedrock.amazonaws.com")
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{target['log_group_name']}:log-stream:aws/bedrock/modelinvocations"
        assert policy.allowed(graph.policies_of_role(role), "logs:PutLogEvents", arn)
