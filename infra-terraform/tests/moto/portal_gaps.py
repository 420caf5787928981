"""Single calls that moto 5.2 lacks or gets wrong, each with what is wrong."""

import json
import secrets

from moto.bedrock.responses import BedrockResponse
from moto.budgets.responses import BudgetsResponse
from moto.cloudtrail.models import CloudTrailBackend
from moto.core.responses import ActionResult
from moto.ec2.responses.monitoring import Monitoring
from moto.iam.access_control import IAMPolicy
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse
from moto.s3.models import FakeBucket

EU_PROFILES = ("eu.anthropic.claude-haiku-4-5-20251001-v1:0", "eu.anthropic.claude-sonnet-4-6")

_make_database = DBInstance.__init__
_make_replica = RDSBackend.create_db_instance_read_replica


def _database_with_own_resource_id(self, *args, **kwargs):
    """Every database has the same resource id, so that a second one cannot be told from the first."""
    _make_database(self, *args, **kwargs)
    self.dbi_resource_id = "db-" + secrets.token_hex(13).upper()


def _replica_with_own_resource_id(self, *args, **kwargs):
    """A replica starts as a copy of its source, resource id included."""
    replica = _make_replica(self, *args, **kwargs)
    replica.dbi_resource_id = "db-" + secrets.token_hex(13).upper()
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


def _tags_of_budget(_self):
    """Budgets have no tags."""
    return json.dumps({"ResourceTags": []})


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


def fill():
    DBInstance.__init__ = _database_with_own_resource_id
    RDSBackend.create_db_instance_read_replica = _replica_with_own_resource_id
    RDSResponse.describe_db_engine_versions = _engine_versions
    Monitoring.monitor_instances = _monitoring_switched
    Monitoring.unmonitor_instances = _monitoring_switched
    CloudTrailBackend.start_logging = lambda self, name: _trail(self, name).start_logging()
    CloudTrailBackend.stop_logging = lambda self, name: _trail(self, name).stop_logging()
    FakeBucket.get_permission = _permission_of_bucket_policy
    FakeBucket._log_permissions_enabled_policy = staticmethod(_logging_is_permitted)
    BudgetsResponse.describe_subscribers_for_notification = _subscribers_of_notification
    BudgetsResponse.list_tags_for_resource = _tags_of_budget
    BedrockResponse.list_inference_profiles = _inference_profiles
