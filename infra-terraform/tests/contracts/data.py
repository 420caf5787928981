"""What Open WebUI stands on: database, cache, files."""

import json
import re

import harness
import policy
from contracts.shared import REGION, application_secret, bucket_policy, compose, contract, group, key, master_secret_arn, named_secrets, secrets_read, secrets_script, settings, trusts


@contract
def open_webui_reaches_its_database(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    secret = application_secret(graph)["arn"]
    if graph.tasks:
        told = json.loads(settings(graph)["TASK_DATABASE"])
        assert (told["address"], told["port"], told["name"]) == (database["address"], database["port"], database["db_name"])
        assert named_secrets(graph, "webui")["DATABASE_SECRET"] == secret, "another secret than that of Open WebUI's user"
        authority = json.loads(settings(graph)["TASK_FILES"])[told["ca_file"]]
    else:
        authority = machines_sign_in_to_the_database(graph, database, secret)
    assert authority == (harness.INFRA / f"modules/database/ca/{REGION}.pem").read_text() and database["ca_cert_identifier"] == "rds-ca-rsa2048-g1"
    assert database["vpc_security_group_ids"] == [group(graph, "database")], "the database has another group"
    assert database["db_subnet_group_name"] == graph.one("aws_db_subnet_group")["name"]
    assert not database["publicly_accessible"] and database["storage_encrypted"] and database["kms_key_id"] == key(graph)["arn"]
    assert master_secret_arn(graph) not in secrets_read(graph, "webui"), "Open WebUI signs in as the master user"
    assert not policy.allowed(graph.policies_of_role(graph.starter_of("webui")), "secretsmanager:GetSecretValue", master_secret_arn(graph))
    parameters = {p["name"]: p["value"] for p in graph.one("aws_db_parameter_group")["parameter"]}
    assert graph.one("aws_db_parameter_group")["family"] == f"postgres{database['engine_version'].split('.')[0]}", "RDS refuses them"
    assert parameters["rds.force_ssl"] == "1" and parameters["log_parameter_max_length"] == "0"
    assert database["parameter_group_name"] == graph.one("aws_db_parameter_group")["name"]
    assert database["backup_retention_period"] >= 7 and database["multi_az"] == graph.scaled
    assert settings(graph)["VECTOR_DB"] == "pgvector"
    for replica in graph.of("aws_db_instance", "aws_db_instance.replica").values():
        assert replica["replicate_source_db"] == database["identifier"] and replica["vpc_security_group_ids"] == [group(graph, "database")]
        assert not replica["publicly_accessible"] and replica["storage_encrypted"]
    assert database["max_allocated_storage"] > database["allocated_storage"], "it grows until it is full"
    assert database["auto_minor_version_upgrade"] and database["engine"] == "postgres" and int(database["engine_version"].split(".")[0]) >= 15
    begins, ends = database["backup_window"].split("-")
    maintained = [moment.split(":", 1)[1] for moment in database["maintenance_window"].split("-")]
    assert ends <= maintained[0] or maintained[1] <= begins, "RDS refuses windows that overlap"
    if database["monitoring_interval"]:
        role = graph.one("aws_iam_role", arn=database["monitoring_role_arn"])
        attached = graph.one("aws_iam_role_policy_attachment", role=role["name"])["policy_arn"]
        assert attached.endswith("/AmazonRDSEnhancedMonitoringRole") and trusts(graph.statements(role["assume_role_policy"]), "monitoring.rds.amazonaws.com")
    assert set(database["enabled_cloudwatch_logs_exports"]) == {"postgresql", "upgrade"}
    if graph.scaled:
        assert database["deletion_protection"] and not database["skip_final_snapshot"] and database["delete_automated_backups"] is False


def machines_sign_in_to_the_database(graph, database, secret):
    """By their own user and a certificate that they check; gives back the authority's."""
    script, start = secrets_script(graph), graph.machines["webui"]["files"]["/usr/local/sbin/open-webui-start"]
    url = re.search(r'echo "DATABASE_URL=postgresql://[^@]*@([^:]+):(\d+)/([a-z]+)\?(\S+)"', script)
    assert (url.group(1), int(url.group(2)), url.group(3)) == (database["address"], database["port"], database["db_name"])
    ca_file = re.fullmatch(r"sslmode=verify-full&sslrootcert=(\S+)", url.group(4).rstrip('"'))
    assert ca_file, "any server could be the database"
    assert f"PGHOST='{database['address']}'" in start
    for program in ("open-webui-start", "open-webui-refresh"):
        assert f"PGSSLMODE=verify-full PGSSLROOTCERT='{ca_file.group(1)}'" in graph.machines["webui"]["files"][f"/usr/local/sbin/{program}"]
    assert f"{ca_file.group(1)}:{ca_file.group(1)}:ro" in compose(graph)["volumes"], "the container does not see the certificate"
    assert f"database=$(secret '{secret}')" in script, "another secret than that of Open WebUI's user"
    return graph.machines["webui"]["files"][ca_file.group(1)]


@contract
def the_database_is_copied_to_another_region(graph):
    if not graph.scaled:
        return
    copy = graph.one("aws_db_instance_automated_backups_replication")
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    assert copy["source_db_instance_arn"] == database["arn"] and copy["retention_period"] >= 7
    assert copy["kms_key_id"] == graph.one("aws_kms_key", "module.region_copy")["arn"], "the key is in another region"


@contract
def sessions_are_shared_by_the_cache(graph):
    script = "" if graph.tasks else secrets_script(graph)
    if not graph.scaled:
        assert "redis" not in script and "WEBSOCKET_MANAGER" not in settings(graph)
        return
    cache = graph.one("aws_elasticache_replication_group")
    if graph.tasks:
        assert json.loads(settings(graph)["TASK_REDIS"]) == {"address": cache["primary_endpoint_address"], "port": cache["port"]}
    else:
        assert f"@{cache['primary_endpoint_address']}:{cache['port']}/0" in script and 'redis_url="rediss://' in script
    assert cache["transit_encryption_enabled"] is True and cache["at_rest_encryption_enabled"] in (True, "true")
    assert cache["kms_key_id"] == key(graph)["arn"]
    parameters = graph.one("aws_elasticache_parameter_group", name=cache["parameter_group_name"])
    assert parameters["family"].removeprefix("valkey") == cache["engine_version"].split(".")[0]
    assert cache["security_group_ids"] == [group(graph, "cache")] and cache["port"] == 6379
    assert cache["subnet_group_name"] == graph.one("aws_elasticache_subnet_group")["name"]
    assert cache["automatic_failover_enabled"] and cache["multi_az_enabled"] and cache["num_cache_clusters"] >= 2
    users = graph.one("aws_elasticache_user_group")
    assert list(cache["user_group_ids"]) == [users["user_group_id"]]
    user = graph.one("aws_elasticache_user")
    assert list(users["user_ids"]) == [user["user_id"]] and not user["no_password_required"], "the cache lets others in"
    assert "-@dangerous" in user["access_string"] and cache["snapshot_retention_limit"] >= 1
    secret = graph.one("aws_secretsmanager_secret", "module.cache")["arn"]
    assert secret in secrets_read(graph, "webui") and (not graph.tasks or named_secrets(graph, "webui")["REDIS_SECRET"] == secret)
    assert settings(graph)["WEBSOCKET_MANAGER"] == "redis" and settings(graph)["ENABLE_WEBSOCKET_SUPPORT"] == "true"


@contract
def uploads_reach_their_bucket(graph):
    env = settings(graph)
    bucket = graph.one("aws_s3_bucket", 'module.storage.aws_s3_bucket.this["uploads"]')
    assert env["STORAGE_PROVIDER"] == "s3" and env["S3_BUCKET_NAME"] == bucket["bucket"] and env["S3_REGION_NAME"] == REGION
    statements = graph.policies_of_role(graph.role_of("webui"))
    for action in ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"):
        assert policy.allowed(statements, action, f"{bucket['arn']}/a-file"), action
    assert policy.allowed(statements, "s3:ListBucket", bucket["arn"])
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert policy.allowed(statements, action, key(graph)["arn"], {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}), action
    assert graph.tasks or graph.start_of("webui")["metadata_options"][0]["http_put_response_hop_limit"] == 2, "the container has no credentials"


@contract
def buckets_are_private_and_refuse_plain_http(graph):
    for address, bucket in graph.of("aws_s3_bucket").items():
        block = graph.one("aws_s3_bucket_public_access_block", bucket=bucket["id"])
        assert all(block[s] for s in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")), address
        denied = [s for s in bucket_policy(graph, bucket) if s["Effect"] == "Deny"]
        for resource in (bucket["arn"], f"{bucket['arn']}/x"):
            plain = {"aws:SecureTransport": "false"}
            assert any(policy.speaks_of(s, "s3:PutObject", resource, plain, "cloudtrail.amazonaws.com") for s in denied), f"{address} takes plain HTTP"
        encryption = graph.one("aws_s3_bucket_server_side_encryption_configuration", bucket=bucket["id"])["rule"][0]["apply_server_side_encryption_by_default"][0]
        if '["logs"]' not in address:
            assert encryption["sse_algorithm"] == "aws:kms" and encryption["kms_master_key_id"] == key(graph)["arn"], address
        assert graph.one("aws_s3_bucket_versioning", bucket=bucket["id"])["versioning_configuration"][0]["status"] == "Enabled"


@contract
def files_are_kept_as_long_as_they_are_needed(graph):
    for address, values in graph.of("aws_s3_bucket_lifecycle_configuration").items():
        (rule,) = values["rule"]
        assert rule["status"] == "Enabled" and rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] <= 30, address
        # Where nobody says a prefix, the mock makes one of letters and digits.
        (chosen,) = rule["filter"]
        assert re.fullmatch("[a-z0-9]*", chosen["prefix"] or "") and not chosen["tag"] and not chosen["and"], f"{address} speaks of other files"
        ends = [one["days"] for one in rule["expiration"]]
        assert (len(ends) == 1 and ends[0] >= 30) if '["logs"]' in address else ends == [], f"{address}: {ends}"
        assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] >= 30, address
    tidied = {values["bucket"] for values in graph.of("aws_s3_bucket_lifecycle_configuration").values()}
    assert tidied == {values["id"] for values in graph.of("aws_s3_bucket").values()}
    for values in graph.of("aws_s3_bucket_ownership_controls").values():
        assert values["rule"][0]["object_ownership"] == "BucketOwnerEnforced"
