"""Single calls that moto 5.2 lacks or gets wrong, each with what is wrong."""

import json
import secrets

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.bedrock.responses import BedrockResponse
from moto.budgets.responses import BudgetsResponse
from moto.cloudtrail.models import CloudTrailBackend
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.responses import ActionResult
from moto.ec2.responses.monitoring import Monitoring
from moto.iam.access_control import IAMPolicy
from moto.rds.models import DBInstance, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse
from moto.route53.responses import Route53
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

EU_PROFILES = ("eu.anthropic.claude-haiku-4-5-20251001-v1:0", "eu.anthropic.claude-sonnet-4-6")

_make_database = DBInstance.__init__
_make_replica = RDSBackend.create_db_instance_read_replica


def _database_as_aws_makes_it(self, *args, **kwargs):
    """Every database has the same resource id, so that a second one cannot be told from the first. None has the authority that
    AWS gives by default, nor the insights and monitoring it is to have: the provider would change it, and wait, each time."""
    _make_database(self, *args, **{"ca_certificate_identifier": "rds-ca-rsa2048-g1"} | kwargs)
    self.dbi_resource_id = "db-" + secrets.token_hex(13).upper()
    for name in ("enable_performance_insights", "monitoring_interval", "monitoring_role_arn", "performance_insights_kms_key_id"):
        setattr(self, name, kwargs.get(name))


def _replica_of_its_own(self, *args, **kwargs):
    """A replica starts as a copy of its source, resource id included. Its window is the portal's at once, which the provider
    could give it only afterwards, and would wait a second time."""
    replica = _make_replica(self, *args, **kwargs)
    replica.dbi_resource_id = "db-" + secrets.token_hex(13).upper()
    replica.preferred_maintenance_window = "sun:03:30-sun:04:30"
    return replica


def _engine_versions(self):
    """Engine versions are not described; PostgreSQL's newest minor of a major is enough here."""
    version = str(self.params.get("EngineVersion") or "15")
    return ActionResult(
        {
            "DBEngineVersions": [
                {
                    "Engine": "postgres",
                    "EngineVersion": version if "." in version else f"{version}.17",
                    "DBParameterGroupFamily": f"postgres{version.split('.')[0]}",
                    "Status": "available",
                }
            ]
        }
    )


def _monitoring_switched(_self):
    """Detailed monitoring of a machine cannot be switched."""
    return (
        '<MonitorInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        "<requestId>1</requestId><instancesSet/></MonitorInstancesResponse>"
    )


def _trail(backend, name_or_arn):
    """Trails start and stop by name only; the provider names them by ARN."""
    return backend.trails[name_or_arn.split("/")[-1]]


def _permission_of_bucket_policy(self, action, resource):
    """Conditions of bucket policies are ignored, so that "deny without TLS" denies everything: such statements are left out."""
    policy = json.loads(self.policy) if self.policy else {"Statement": []}
    statements = [statement for statement in policy["Statement"] if "Condition" not in statement]
    return IAMPolicy(json.dumps(policy | {"Statement": statements})).is_action_permitted(action, resource)


def _logging_is_permitted(target_bucket, target_prefix):  # noqa: ARG001 (moto's signature)
    """Statements for everybody (Principal "*") make the check for log delivery fail with an error."""
    statements = json.loads(target_bucket.policy)["Statement"] if target_bucket.policy else []
    principals = [statement["Principal"] for statement in statements if statement["Effect"] == "Allow"]
    return any("logging.s3.amazonaws.com" in str(principal) for principal in principals)


def _subscribers_of_notification(self):
    """Budgets do not tell who is notified."""
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    wanted = self._get_param("Notification")
    keys = ("NotificationType", "ComparisonOperator", "Threshold")
    for notification in budget.notifications:
        if all(notification.details[key] == wanted[key] for key in keys):
            return json.dumps({"Subscribers": notification.subscribers})
    return json.dumps({"Subscribers": []})


class BudgetTags:
    """Budgets have no tags: kept here, by ARN."""

    def __init__(self):
        self.kept = {}

    def create(self, response):
        name = response._get_param("Budget")["BudgetName"]
        arn = f"arn:aws:budgets::{response._get_param('AccountId')}:budget/{name}"
        self.kept[arn] = {tag["Key"]: tag["Value"] for tag in response._get_param("ResourceTags") or []}
        return _make_budget(response)

    def list(self, response):
        tags = self.kept.get(response._get_param("ResourceARN"), {})
        return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})


class TargetTags:
    """Targets of Application Auto Scaling have no tags: kept here, by ARN."""

    def __init__(self):
        self.kept = {}

    def register(self, response):
        answer = _register_target(response)
        self.kept.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(response._get_param("Tags") or {})
        return answer

    def list(self, response):
        return json.dumps({"Tags": self.kept.get(response._get_param("ResourceARN"), {})})


_register_target = ApplicationAutoScalingResponse.register_scalable_target
_make_budget = BudgetsResponse.create_budget
_make_zone = Route53.create_hosted_zone


def _zone_of_a_vpc_is_private(self):
    """A zone that is made with a VPC counts as public unless the call says otherwise too."""
    said = self._get_bool_param
    self._get_bool_param = lambda name, default=None: bool(self._get_param("VPC.VPCId")) if name == "HostedZoneConfig.PrivateZone" else said(name, default)
    return _make_zone(self)


def _trails_by_name(self):
    """Trails of other names are described, too, and those of other regions."""
    wanted = self._get_param("trailNameList") or []
    trails = self.cloudtrail_backend.describe_trails(self._get_bool_param("includeShadowTrails", True))
    found = [trail.description(include_region=True) for trail in trails]
    return json.dumps({"trailList": [one for one in found if not wanted or one["Name"] in wanted or one["TrailARN"] in wanted]})


_set_lifecycle = FakeBucket.set_lifecycle
_tell_lifecycle = S3Response.get_bucket_lifecycle


def _keep_newer_versions(self, rules):
    """How many newer versions a rule keeps is forgotten."""
    _set_lifecycle(self, rules)
    expirations = [rule["NoncurrentVersionExpiration"] for rule in rules if rule.get("NoncurrentVersionExpiration")]
    self.newer = [expiration.get("NewerNoncurrentVersions") for expiration in expirations]


def _tell_newer_versions(self):
    status, headers, body = _tell_lifecycle(self)
    end = "</NoncurrentVersionExpiration>"
    parts = (body.decode() if isinstance(body, bytes) else body).split(end)
    newer = getattr(self.backend.get_bucket(self.bucket_name), "newer", [])
    kept = ["" if number is None else f"<NewerNoncurrentVersions>{number}</NewerNoncurrentVersions>" for number in newer]
    told = "".join(part + more + end for part, more in zip(parts, kept)) + parts[-1]
    return status, headers, told if len(kept) == len(parts) - 1 else body


def _inference_profiles(_self):
    """Bedrock's inference profiles are not listed."""
    return json.dumps(
        {
            "inferenceProfileSummaries": [
                {
                    "inferenceProfileId": profile,
                    "inferenceProfileArn": f"arn:aws:bedrock:eu-west-2:123456789012:inference-profile/{profile}",
                    "inferenceProfileName": profile,
                    "models": [],
                    "status": "ACTIVE",
                    "type": "SYSTEM_DEFINED",
                }
                for profile in EU_PROFILES
            ]
        }
    )


class Copies:
    """Automated backups are not copied to another region, nor restored from there: kept by region here, with their key."""

    def __init__(self):
        self.kept = {}

    def start(self, response):
        """StartDBInstanceAutomatedBackupsReplication, which is called in the second region."""
        source = response.params["SourceDBInstanceArn"]
        region, identifier = source.split(":")[3], source.split(":")[6]
        database = rds_backends[response.current_account][region].databases[identifier]
        copy = {
            "DBInstanceArn": source,
            "DBInstanceIdentifier": identifier,
            "DBInstanceAutomatedBackupsArn": f"arn:aws:rds:{response.region}:{response.current_account}:auto-backup:ab-{secrets.token_hex(13)}",
            "Region": region,
            "Status": "replicating",
            "Encrypted": True,
            "KmsKeyId": response.params["KmsKeyId"],
            "BackupRetentionPeriod": response.params.get("BackupRetentionPeriod", 7),
        }
        self.kept[copy["DBInstanceAutomatedBackupsArn"]] = (response.region, copy, database)
        return ActionResult({"DBInstanceAutomatedBackup": copy})

    def stop(self, response):
        ended = [arn for arn, (_, copy, _) in self.kept.items() if copy["DBInstanceArn"] == response.params["SourceDBInstanceArn"]]
        copies = [self.kept.pop(arn)[1] for arn in ended]
        return ActionResult({"DBInstanceAutomatedBackup": copies[0]})

    def describe(self, response):
        wanted = response.params.get("DBInstanceAutomatedBackupsArn")
        found = [copy for arn, (region, copy, _) in self.kept.items() if region == response.region and wanted in (None, arn)]
        return ActionResult({"DBInstanceAutomatedBackups": found})

    def restore(self, response):
        """A new database in the second region, under the key of its copies: AWS takes no other."""
        if "SourceDBInstanceAutomatedBackupsArn" not in response.params:
            return _restore_beside(response)
        _, copy, source = self.kept[response.params["SourceDBInstanceAutomatedBackupsArn"]]
        alike = ("allocated_storage", "db_instance_class", "db_name", "engine", "engine_version", "master_username", "storage_type")
        database = response.backend.create_db_instance(
            {name: getattr(source, name) for name in alike}
            | {
                "db_instance_identifier": response.params["TargetDBInstanceIdentifier"],
                "kms_key_id": copy["KmsKeyId"],
                "master_user_password": "as old as the backup",
                "storage_encrypted": True,
            }
        )
        return ActionResult({"DBInstance": database})


_restore_beside = RDSResponse.restore_db_instance_to_point_in_time


def fill():
    copies = Copies()
    RDSResponse.start_db_instance_automated_backups_replication = lambda response: copies.start(response)
    RDSResponse.stop_db_instance_automated_backups_replication = lambda response: copies.stop(response)
    RDSResponse.describe_db_instance_automated_backups = lambda response: copies.describe(response)
    RDSResponse.restore_db_instance_to_point_in_time = lambda response: copies.restore(response)
    DBInstance.__init__ = _database_as_aws_makes_it
    DBInstance.performance_insights_enabled = property(lambda self: self.enable_performance_insights)
    RDSBackend.create_db_instance_read_replica = _replica_of_its_own
    RDSResponse.describe_db_engine_versions = _engine_versions
    Monitoring.monitor_instances = _monitoring_switched
    Monitoring.unmonitor_instances = _monitoring_switched
    CloudTrailBackend.start_logging = lambda self, name: _trail(self, name).start_logging()
    CloudTrailBackend.stop_logging = lambda self, name: _trail(self, name).stop_logging()
    FakeBucket.get_permission = _permission_of_bucket_policy
    FakeBucket._log_permissions_enabled_policy = staticmethod(_logging_is_permitted)
    BudgetsResponse.describe_subscribers_for_notification = _subscribers_of_notification
    targets = TargetTags()
    ApplicationAutoScalingResponse.register_scalable_target = lambda response: targets.register(response)
    ApplicationAutoScalingResponse.list_tags_for_resource = lambda response: targets.list(response)
    tags = BudgetTags()
    BudgetsResponse.create_budget = lambda response: tags.create(response)
    BudgetsResponse.list_tags_for_resource = lambda response: tags.list(response)
    CloudTrailResponse.describe_trails = _trails_by_name
    FakeBucket.set_lifecycle = _keep_newer_versions
    S3Response.get_bucket_lifecycle = _tell_newer_versions
    Route53.create_hosted_zone = _zone_of_a_vpc_is_private
    BedrockResponse.list_inference_profiles = _inference_profiles
