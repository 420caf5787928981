"""More faults, of kinds that mutations.py has few of: settings that nobody asked for, conditions, units, outputs."""

import json

from mutations import OF_GROUPS, add, change, container, edit, found, group_id, path, shared, statement

ALL, SCALED, MACHINES = ("demo", "production", "fargate"), ("production", "fargate"), ("demo", "production", "machines")


def each(kind, inside, altered):
    return lambda g: [altered(v) for v in found(g, kind, inside)]


def rule_of(graph, kind, target, port):
    return [v for v in graph.of(kind).values() if v["security_group_id"] == group_id(graph, target) and v["from_port"] == port]


# ---- Network
add("database's rules for UDP", lambda g: [v.update(ip_protocol="udp") for v in rule_of(g, "aws_vpc_security_group_ingress_rule", "database", 5432)], *ALL)
add("an endpoint of another region's service", change("aws_vpc_endpoint", '["secretsmanager"]', service_name="com.amazonaws.us-east-1.secretsmanager"), *SCALED)
add("an endpoint in another VPC", change("aws_vpc_endpoint", '["secretsmanager"]', vpc_id="vpc-other"), *SCALED)
add("S3's endpoint in another VPC", change("aws_vpc_endpoint", ".s3", vpc_id="vpc-other"), *ALL)
add("NAT gateways that share an address", lambda g: [v.update(allocation_id=next(iter(found(g, "aws_nat_gateway")))["allocation_id"]) for v in found(g, "aws_nat_gateway")], *SCALED)
add("a private NAT gateway", change("aws_nat_gateway", "", connectivity_type="private"), *ALL)
add("a private subnet by the public route table", lambda g: found(g, "aws_route_table_association", "private")[0].update(route_table_id=found(g, "aws_route_table", ".public")[0]["id"]), *ALL)
add("the NAT's route for 10/8 alone", change("aws_route", ".nat", destination_cidr_block="10.0.0.0/8"), *ALL)
add("Open WebUI's machine in a private subnet", lambda g: g.start_of("webui").update(subnet_id=found(g, "aws_subnet", ".private[")[0]["id"]), "demo")
add("a public address outside the VPC", change("aws_eip", "aws_eip.webui", domain="standard"), "demo")
add("a security group of another VPC", change("aws_security_group", '"webui"', vpc_id="vpc-other"), *ALL)
add("a DNS that the VPC has not", change("aws_vpc", "", enable_dns_support=False), *ALL)
add("VPC smaller than its subnets", change("aws_vpc", "", cidr_block="10.0.0.0/24"), *ALL)
add("public subnets overlap with private ones", lambda g: found(g, "aws_subnet", ".public[")[0].update(cidr_block="10.0.0.0/16"), *ALL)

# ---- Load balancers
add("a listener on 8443", lambda g: g.one("aws_lb_listener", "webui_alb", protocol="HTTPS").update(port=8443), *SCALED)
add("TLS to a process that speaks none", change("aws_lb_target_group", "gateway_alb", protocol="HTTPS"), *SCALED)
add("healthy after fifty minutes", each("aws_lb_target_group", "webui_alb", lambda v: v["health_check"][0].update(interval=300, healthy_threshold=10, timeout=5)), *SCALED)
add("health asked for by HTTPS", path("aws_lb_target_group", "gateway_alb", "health_check", 0, "protocol", to="HTTPS"), *SCALED)
add("slow start, which AWS refuses beside least outstanding", change("aws_lb_target_group", "gateway_alb", slow_start=60), *SCALED)
add("the access log off", path("aws_lb", "", "access_logs", 0, "enabled", to=False), *SCALED)
add("smuggled requests let through", change("aws_lb", "", desync_mitigation_mode="monitor"), *SCALED)
add("the balancer drops the user's address", change("aws_lb", "", xff_header_processing_mode="remove"), *SCALED)
add("a task whose sign-in is proven by the key of sessions", lambda g: g.tasks["webui"]["open-webui"]["secrets"].append({"name": "OAUTH_CLIENT_SECRET", "valueFrom": next(s["valueFrom"] for s in g.tasks["webui"]["open-webui"]["secrets"] if s["name"] == "WEBUI_SECRET_KEY")}), "fargate")
add("Open WebUI's tasks replaced while they start", path("aws_lb_target_group", "webui_alb", "health_check", 0, "unhealthy_threshold", to=2), "fargate")
add("connections closed while models think", change("aws_lb", "gateway_alb", client_keep_alive=60), *SCALED)
add("sticky by a cookie of the application", path("aws_lb_target_group", "webui_alb", "stickiness", 0, "type", to="app_cookie"), *SCALED)
add("a name of 33 characters", change("aws_lb_target_group", "webui_alb", name="a" * 33), *SCALED)
add("only whoever has a certificate is let in", lambda g: g.one("aws_lb_listener", "webui_alb", protocol="HTTPS").update(mutual_authentication=[{"mode": "verify", "trust_store_arn": "arn:other"}]), *SCALED)
add("a balancer of IPv6 in subnets without", change("aws_lb", "", ip_address_type="dualstack"), *SCALED)

# ---- CloudFront, firewall, names
add("a root object that Open WebUI has not", change("aws_cloudfront_distribution", "", default_root_object="index.html"), *SCALED)
add("refusals of the API become a page", change("aws_cloudfront_distribution", "", custom_error_response=[{"error_code": 403, "response_code": 200, "response_page_path": "/index.html", "error_caching_min_ttl": 300}]), *SCALED)
add("a path before every path", path("aws_cloudfront_distribution", "", "origin", 0, "origin_path", to="/app"), *SCALED)
add("pages of others may read answers (SimpleCORS)", path("aws_cloudfront_distribution", "", "default_cache_behavior", 0, "response_headers_policy_id", to="60669652-455b-4ae9-85a4-c4c02393f86c"), *SCALED)
add("a staging distribution", change("aws_cloudfront_distribution", "", staging=True), *SCALED)
add("signed addresses alone", path("aws_cloudfront_distribution", "", "default_cache_behavior", 0, "trusted_key_groups", to=["other"]), *SCALED)
add("static files asked for without Host", path("aws_cloudfront_distribution", "", "ordered_cache_behavior", 0, "origin_request_policy_id", to="b689b0a8-53d0-40ab-baf2-68738e2966ac"), *SCALED)
add("CloudFront hides its other methods: cached OPTIONS", path("aws_cloudfront_distribution", "", "default_cache_behavior", 0, "cached_methods", to=["GET", "HEAD", "OPTIONS"]), *SCALED)
add("cookies in the firewall's log", change("aws_wafv2_web_acl_logging_configuration", "", redacted_fields=[]), *SCALED)
add("static files count against the limit", lambda g: [r["statement"][0]["rate_based_statement"][0].update(scope_down_statement=[]) for r in g.one("aws_wafv2_web_acl")["rule"] if r["name"] == "rate-limit"], *SCALED)
add("prompts with code are blocked", lambda g: [r["statement"][0]["managed_rule_group_statement"][0].update(rule_action_override=[]) for r in g.one("aws_wafv2_web_acl")["rule"] if r["name"].endswith("CommonRuleSet")], *SCALED)
add("long prompts are blocked (SizeRestrictions_BODY)", lambda g: [r["statement"][0]["managed_rule_group_statement"][0].update(rule_action_override=[o for o in r["statement"][0]["managed_rule_group_statement"][0]["rule_action_override"] if o["name"] != "SizeRestrictions_BODY"]) for r in g.one("aws_wafv2_web_acl")["rule"] if r["name"].endswith("CommonRuleSet")], *SCALED)
add("the limit by a header that clients write", lambda g: [r["statement"][0]["rate_based_statement"][0].update(aggregate_key_type="FORWARDED_IP", forwarded_ip_config=[{"header_name": "X-Forwarded-For", "fallback_behavior": "NO_MATCH"}]) for r in g.one("aws_wafv2_web_acl")["rule"] if r["name"] == "rate-limit"], *SCALED)
add("everything but blocks is dropped: the log drops blocks", lambda g: g.one("aws_wafv2_web_acl_logging_configuration")["logging_filter"][0].update(filter=[{"behavior": "DROP", "requirement": "MEETS_ANY", "condition": [{"action_condition": [{"action": "BLOCK"}]}]}], default_behavior="KEEP"), *SCALED)
add("a rule group of another vendor", lambda g: [r["statement"][0]["managed_rule_group_statement"][0].update(vendor_name="Other") for r in g.one("aws_wafv2_web_acl")["rule"] if r["name"].endswith("IpReputationList")], *SCALED)
add("a rule of one name runs another group", lambda g: [r["statement"][0]["managed_rule_group_statement"][0].update(name="AWSManagedRulesLinuxRuleSet") for r in g.one("aws_wafv2_web_acl")["rule"] if r["name"].endswith("KnownBadInputsRuleSet")], *SCALED)
add("a certificate proven by mail", change("aws_acm_certificate", 'module.certificate["portal"]', validation_method="EMAIL"), *SCALED)
add("the gateway's address believed for a day", change("aws_route53_record", "aws_route53_record.gateway", ttl=86400), "demo")
add("the proof's record of another value", change("aws_route53_record", 'module.certificate["portal"]', records=["_other.acm-validations.aws."]), *SCALED)
add("the portal's record in another zone than its certificate's", change("aws_route53_record", "module.cdn", zone_id="ZOTHER"), *SCALED)
add("SPF that lets nobody send", lambda g: [v.update(records=["v=spf1 -all"]) for v in found(g, "aws_route53_record", "module.email") if "spf1" in str(v["records"])], *SCALED)
add("the return path's mail refused", change("aws_sesv2_email_identity_mail_from_attributes", "", mail_from_domain="bounce.other.example.com"), *SCALED)

# ---- Machines
add("an image for the other processor", lambda g: g.start_of("gateway").update(image_id=g.start_of("gateway")["image_id"].replace("x86_64", "arm64")), "production")
add("types of the other processor", lambda g: [o.update(instance_type="m7g.large") for o in g.one("aws_autoscaling_group", "gateway_group")["mixed_instances_policy"][0]["launch_template"][0]["override"]], "production")
add("no metadata, and so no role", lambda g: g.start_of("webui")["metadata_options"][0].update(http_endpoint="disabled"), *MACHINES)
add("a disk too small for the image", lambda g: (g.start_of("webui")["block_device_mappings"][0]["ebs"][0] if g.scaled else g.start_of("webui")["root_block_device"][0]).update(volume_size=8), *MACHINES)
add("settings that never reach the machine", lambda g: g.start_of("webui").update(user_data_replace_on_change=False), "demo")
add("user data that EC2 does not take", lambda g: g.start_of("webui").update({"user_data" if g.scaled else "user_data_base64": "A" * 40000}), *MACHINES)
add("Spot at a price that nobody gets", lambda g: g.one("aws_autoscaling_group", "webui_group")["mixed_instances_policy"][0]["instances_distribution"][0].update(spot_max_price="0.001"), "production")
add("Spot machines taken away before others come", change("aws_autoscaling_group", "", capacity_rebalance=False), "production")
add("a refresh that does not wait for a start", change("aws_autoscaling_group", "webui_group", default_instance_warmup=0), "production")
add("groups that grow and never shrink", path("aws_autoscaling_policy", "cpu", "target_tracking_configuration", 0, "disable_scale_in", to=True), "production")
add("the device of another system's root", lambda g: g.start_of("gateway")["block_device_mappings"][0].update(device_name="/dev/sda1"), "production")
add("machines that cannot be restarted by hand: terminated when they shut down", lambda g: g.start_of("webui").update(instance_initiated_shutdown_behavior="terminate"), "demo")
add("the gateway does not come back after a restart of its machine", edit("gateway", "bedrock-gateway.service", "WantedBy=multi-user.target", "WantedBy="), *MACHINES)
add("Open WebUI does not come back after a restart of its machine", edit("webui", "open-webui.service", "WantedBy=multi-user.target", ""), *MACHINES)
add("timers that do not come back", edit("webui", "open-webui-refresh.timer", "WantedBy=timers.target", ""), *MACHINES)
add("the gateway's errors nowhere", edit("gateway", "bedrock-gateway.service", "StandardError=append:/var/log/ai-portal/gateway.log", "StandardError=null"), *MACHINES)
add("a thousand connections at most", edit("gateway", "bedrock-gateway.service", "LimitNOFILE=65536", "LimitNOFILE=1024"), *MACHINES)
add("gives up after ten failures for ever", edit("gateway", "bedrock-gateway.service", "Restart=on-failure", "Restart=no"), *MACHINES)
add("a secret is waited for once", edit("webui", "open-webui-secrets", "{1..60}", "{1..1}"), *MACHINES)
add("a restart every five minutes", edit("webui", "open-webui-refresh", '/run/open-webui/secrets.env && exit 0', '/run/open-webui/secrets.env || exit 0'), *MACHINES)
add("the gateway's restart every five minutes", edit("gateway", "bedrock-gateway-refresh", '"$USED" && exit 0', '"$USED" || exit 0'), *MACHINES)
add("sockets share nothing", edit("webui", "open-webui-secrets", '  echo "WEBSOCKET_REDIS_URL=$redis_url"\n', ""), "production")
add("sessions without the cache", edit("webui", "open-webui-secrets", '  echo "REDIS_URL=$redis_url"\n', ""), "production")
add("no jq", edit("webui", "open-webui-install", "docker jq postgresql15", "docker postgresql15"), *MACHINES)
add("no psql", edit("webui", "open-webui-install", "docker jq postgresql15", "docker jq"), *MACHINES)
add("no agent", edit("webui", "open-webui-install", "postgresql15 amazon-cloudwatch-agent", "postgresql15"), *MACHINES)
add("no logrotate", edit("gateway", "bedrock-gateway-install", "amazon-cloudwatch-agent logrotate", "amazon-cloudwatch-agent"), *MACHINES)
add("the log goes on in the rotated file", edit("gateway", "logrotate.d/bedrock-gateway", "copytruncate", "create"), *MACHINES)
add("people wait for the log", edit("webui", "compose.yaml", '"mode": "non-blocking"', '"mode": "blocking"'), *MACHINES)
add("values that compose reads variables in", edit("webui", "compose.yaml", '"format": "raw"', '"format": "text"'), *MACHINES)
add("a health check sooner than the start", edit("webui", "compose.yaml", '"start_period": "300s"', '"start_period": "0s"'), *MACHINES)
add("the agent's configuration is not fetched", edit("webui", "open-webui-install", "-a fetch-config", "-a status"), *MACHINES)
add("machines that start all at once", edit("webui", "open-webui-start", "pg_advisory_lock(20230817)", "pg_try_advisory_lock(20230817)"), *MACHINES)
add("the unit is killed before Open WebUI is up", edit("webui", "open-webui.service", "TimeoutStartSec=1800", "TimeoutStartSec=90"), *MACHINES)
add("a folder of secrets that everybody sees", edit("webui", "open-webui.service", "RuntimeDirectoryMode=0700", "RuntimeDirectoryMode=0755"), *MACHINES)
add("Open WebUI signs with the whole list of secrets", edit("webui", "open-webui-secrets", "signing=${signing%%,*}", "signing=${signing}"), *MACHINES)
add("Open WebUI signs with the last secret", edit("webui", "open-webui-secrets", "signing=${signing%%,*}", "signing=${signing##*,}"), *MACHINES)
add("the gateway believes the first secret alone", edit("gateway", "bedrock-gateway-secrets", "GATEWAY_USER_JWT_SECRET=$signing", "GATEWAY_USER_JWT_SECRET=${signing%%,*}"), *MACHINES)
add("gateways restart together for a signing secret", edit("gateway", "bedrock-gateway-refresh", "RANDOM % 900", "RANDOM % 60"), *MACHINES)
add("callers wait for a gateway that knows their key", edit("gateway", "bedrock-gateway-refresh", "<(grep '^GATEWAY_KEY=' \"$USED\"); then", "<(grep '^GATEWAY_KEY=' \"$fresh/secrets.env\"); then"), *MACHINES)
add("a changed signing secret restarts nobody", edit("gateway", "bedrock-gateway-refresh", 'cmp --silent "$fresh/secrets.env" "$USED" && exit 0', 'exit 0'), *MACHINES)

# ---- What Open WebUI is told
ENV = lambda old, new: edit("webui", "open-webui.env", old, new)  # noqa: E731
add("sessions that never end", ENV("JWT_EXPIRES_IN=12h", "JWT_EXPIRES_IN=-1"), *ALL)
add("people whose account is closed sign in", ENV("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", ""), *ALL)
add("known by an attribute that few have", ENV("LDAP_ATTRIBUTE_FOR_MAIL=userPrincipalName", "LDAP_ATTRIBUTE_FOR_MAIL=proxyAddresses"), *ALL)
add("models fetched from the internet", ENV("OFFLINE_MODE=true", "OFFLINE_MODE=false"), *ALL)
add("another first administrator", ENV("WEBUI_ADMIN_EMAIL=admin@example.com", "WEBUI_ADMIN_EMAIL=root@localhost"), *ALL)
add("more connections than the database has", ENV("DATABASE_POOL_SIZE=15", "DATABASE_POOL_SIZE=1500"), *ALL)
add("sixteen workers that share no memory", ENV("UVICORN_WORKERS=1", "UVICORN_WORKERS=16"), *ALL)
add("strangers of the provider are let in", ENV("ENABLE_OAUTH_ROLE_MANAGEMENT=true", "ENABLE_OAUTH_ROLE_MANAGEMENT=false"), *SCALED)
add("nobody may sign up by the provider", ENV("ENABLE_OAUTH_SIGNUP=true", "ENABLE_OAUTH_SIGNUP=false"), *SCALED)
add("a public client without PKCE", ENV("OAUTH_CODE_CHALLENGE_METHOD=S256\n", ""), *SCALED)
add("users of the portal's group may not come in", ENV("OAUTH_ALLOWED_ROLES=portal-admins,portal-users", "OAUTH_ALLOWED_ROLES=portal-admins"), *SCALED)
add("everybody of the users' group administers", ENV("OAUTH_ADMIN_ROLES=portal-admins", "OAUTH_ADMIN_ROLES=portal-users"), *SCALED)
add("the provider's groups are not taken over", ENV("ENABLE_OAUTH_GROUP_MANAGEMENT=true", "ENABLE_OAUTH_GROUP_MANAGEMENT=false"), *SCALED)
add("programs of people run in the portal", ENV("ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS=false", "ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS=true"), *ALL)
add("requests without scopes that name the person", ENV("OAUTH_SCOPES=openid email profile", "OAUTH_SCOPES=openid"), *SCALED)
add("no sign-in form, which the directory needs", ENV("ENABLE_LDAP=true", "ENABLE_LOGIN_FORM=false\nENABLE_LDAP=true"), *ALL)
add("nobody has to sign in", ENV("ENABLE_LDAP=true", "WEBUI_AUTH=false\nENABLE_LDAP=true"), *ALL)
add("administrators read everybody's chats", ENV("ENABLE_LDAP=true", "ENABLE_ADMIN_CHAT_ACCESS=true\nENABLE_LDAP=true"), *ALL)
add("whoever sends a header is that person", ENV("ENABLE_LDAP=true", "WEBUI_AUTH_TRUSTED_EMAIL_HEADER=X-Email\nENABLE_LDAP=true"), *ALL)
add("TLS of the gateway that nobody checks", ENV("ENABLE_LDAP=true", "AIOHTTP_CLIENT_SESSION_SSL=false\nENABLE_LDAP=true"), *ALL)
add("answers cut after a minute", ENV("ENABLE_LDAP=true", "AIOHTTP_CLIENT_TIMEOUT=60\nENABLE_LDAP=true"), *ALL)
add("cookies for other sites, too", ENV("WEBUI_SESSION_COOKIE_SECURE=", "WEBUI_SESSION_COOKIE_SAME_SITE=none\nWEBUI_SESSION_COOKIE_SECURE="), *ALL)
add("groups of people that nobody makes", ENV("ENABLE_LDAP_GROUP_CREATION=true", "ENABLE_LDAP_GROUP_CREATION=false"), *ALL)

# ---- Agent
agent = lambda altered: lambda g: [(lambda c: (altered(c), v.update(value=json.dumps(c))))(json.loads(v["value"])) for a, v in g.of("aws_ssm_parameter").items() if ".agent[" in a]  # noqa: E731
add("metrics once an hour", agent(lambda c: c["agent"].update(metrics_collection_interval=3600)), *MACHINES)
add("metrics of nobody's machine", agent(lambda c: c["metrics"].update(append_dimensions={})), *MACHINES)
add("metrics with more dimensions than alarms know", agent(lambda c: c["metrics"].update(aggregation_dimensions=[])), *MACHINES)
add("memory under another name", agent(lambda c: c["metrics"]["metrics_collected"]["mem"].update(measurement=["used"])), *MACHINES)
add("the disk of another path", agent(lambda c: c["metrics"]["metrics_collected"]["disk"].update(resources=["/data"])), *MACHINES)
add("all machines write one stream", agent(lambda c: c["logs"]["logs_collected"]["files"]["collect_list"][0].update(log_stream_name="one")), *MACHINES)
add("an agent that may not read the log", agent(lambda c: c["agent"].update(run_as_user="nobody")), *MACHINES)
add("a configuration that the machine may not decrypt", lambda g: [v.update(type="SecureString", key_id="alias/ai-portal") for a, v in g.of("aws_ssm_parameter").items() if ".agent[" in a], *MACHINES)

# ---- Roles, keys
condition = lambda inside, altered: lambda g: [altered(b) for a, d in g.data.items() if d["_type"] == "aws_iam_policy_document" and inside in a for b in d["statement"] if b["condition"]]  # noqa: E731


def wants(*values):
    return lambda b: b["condition"][-1].update(values=list(values))


add("functions' schedules of another group", condition("module.functions.data.aws_iam_policy_document.scheduler_trust", wants("arn:aws:scheduler:eu-west-2:123456789012:schedule-group/other")), *SCALED)
add("office hours of another schedule group", condition("module.schedule[0].data.aws_iam_policy_document.trust", wants("arn:aws:scheduler:eu-west-2:123456789012:schedule-group/default")), "demo")
add("tasks of another account", condition("webui_role.data.aws_iam_policy_document.trust", wants("000000000000")), "fargate")
add("the renewal of another account", condition("webui_service[0].data.aws_iam_policy_document.renewal_trust", wants("000000000000")), "fargate")
add("flow logs of another account", condition("module.network[0].data.aws_iam_policy_document.flow_trust", wants("000000000000")), *SCALED)
add("Bedrock's log of another region", condition("module.audit.data.aws_iam_policy_document.bedrock_trust", wants("arn:aws:bedrock:us-east-1:123456789012:*")), *SCALED)
add("another trail", condition("module.audit.data.aws_iam_policy_document.trail_trust", wants("arn:aws:cloudtrail:eu-west-2:123456789012:trail/other")), *SCALED)
add("images by another account's manager", condition("module.backup[0].data.aws_iam_policy_document.trust", wants("arn:aws:dlm:us-east-1:123456789012:policy/*")), "production")
add("RDS of another account", condition("module.database.data.aws_iam_policy_document.monitoring_trust", wants("000000000000")), *SCALED)
add("a key that nobody in the account may use", statement("module.kms.", "AccountAdministersThroughIam", None), *ALL)
add("the copies' key that nobody may use", statement("module.region_copy", "AccountDecidesByIam", None), *SCALED)
add("a key that is off", change("aws_kms_key", "module.portal.module.kms.", is_enabled=False), *ALL)
add("a key for signatures", change("aws_kms_key", "module.portal.module.kms.", key_usage="SIGN_VERIFY", customer_master_key_spec="RSA_2048"), *ALL)
add("the scheduler may not read its schedules", statement("module.functions.data.aws_iam_policy_document.scheduler", "ReadSchedules", None), *SCALED)
add("office hours that do not attach volumes", statement("module.schedule[0].data.aws_iam_policy_document.this", "AttachVolumes", None), "demo")
add("office hours' schedules that nobody may decrypt", statement("module.schedule[0].data.aws_iam_policy_document.this", "ReadSchedules", None), "demo")
add("a boundary that forbids everything", lambda g: g.role_of("gateway").update(permissions_boundary="arn:aws:iam::aws:policy/AWSDenyAll"), *ALL)
add("a policy of AWS's under a path that it has not", change("aws_iam_role_policy_attachment", "module.database", policy_arn="arn:aws:iam::aws:policy/AmazonRDSEnhancedMonitoringRole"), *SCALED)
add("the machine's role of the whole account", lambda g: g.resources.update({"module.portal.aws_iam_role_policy_attachment.more": {"_type": "aws_iam_role_policy_attachment", "role": g.role_of("webui")["name"], "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}}), *ALL)
add("the gateway starts other models by a provider's wildcard", statement("gateway_role", "InvokeProfiles", lambda b: b["resources"].append("arn:aws:bedrock:*:*:inference-profile/*")), *ALL)
add("users' files of every bucket", statement("webui_role", "UploadedFiles", lambda b: b["resources"].append("*")), *ALL)
add("the gateway reads users' files", statement("gateway_role", "OwnArtifacts", lambda b: b["resources"].append("arn:aws:s3:::ai-portal-uploads-123456789012-eu-west-2/*")), *ALL)

# ---- Data
add("a master user whose name RDS keeps", change("aws_db_instance", "aws_db_instance.this", username="rdsadmin"), *ALL)
add("a final snapshot without a name", change("aws_db_instance", "aws_db_instance.this", final_snapshot_identifier=None), *SCALED)
add("every statement in the log", lambda g: g.one("aws_db_parameter_group").update(parameter=[p | {"value": "all"} if p["name"] == "log_statement" else p for p in g.one("aws_db_parameter_group")["parameter"]]), *ALL)
add("users that are made next month", change("aws_secretsmanager_secret_rotation", "application", rotate_immediately=False), *ALL)
add("a secret's first version that is current nowhere", change("aws_secretsmanager_secret_version", "application", version_stages=["FIRST"]), *ALL)
add("a secret's first version that Secrets Manager deletes", change("aws_secretsmanager_secret_version", "application", version_stages=["AWSCURRENT"]), *ALL)
add("a replica too small to keep up", change("aws_db_instance", "replica", instance_class="db.t3.micro"), *SCALED)
add("the database's disks of the old kind", change("aws_db_instance", "aws_db_instance.this", storage_type="standard"), *ALL)
add("changes of the database at noon", change("aws_db_instance", "aws_db_instance.this", apply_immediately=True, maintenance_window="wed:12:00-wed:13:00"), *ALL)
add("a master secret of the account's default key", change("aws_db_instance", "aws_db_instance.this", master_user_secret_kms_key_id=None), "demo")
add("the database's statistics in clear", change("aws_db_instance", "aws_db_instance.this", performance_insights_kms_key_id=None), *ALL)
add("the cache's user is off", change("aws_elasticache_user", "", access_string="off ~* &* +@all -@dangerous"), *SCALED)
add("the cache's user of another engine", change("aws_elasticache_user", "", engine="redis"), *SCALED)
add("the cache by TLS or without", change("aws_elasticache_replication_group", "", transit_encryption_mode="preferred"), *SCALED)
add("prompts in the cache's log", lambda g: g.one("aws_elasticache_replication_group")["log_delivery_configuration"][0].update(log_type="slow-log") if isinstance(g.one("aws_elasticache_replication_group")["log_delivery_configuration"], list) else None, *SCALED)
add("an IAM user of the cache with two names", change("aws_elasticache_user", "", user_name="webui"), *SCALED)
add("locks that are evicted", each("aws_elasticache_parameter_group", "", lambda v: v.update(parameter=[p | {"value": "allkeys-lru"} if p["name"] == "maxmemory-policy" else p for p in v["parameter"]])), *SCALED)
add("connections closed after a second", each("aws_elasticache_parameter_group", "", lambda v: v.update(parameter=[p | {"value": "1"} if p["name"] == "timeout" else p for p in v["parameter"]])), *SCALED)
add("buckets that are emptied without a word", change("aws_s3_bucket", "module.storage", force_destroy=True), *SCALED)
add("the trail's bucket that is emptied without a word", change("aws_s3_bucket", "module.audit", force_destroy=True), *SCALED)
add("old versions kept for ever", lambda g: [r.update(noncurrent_version_expiration=[{"noncurrent_days": 36500, "newer_noncurrent_versions": None}]) for v in found(g, "aws_s3_bucket_lifecycle_configuration") for r in v["rule"]], *ALL)
add("users' files archived where reading takes hours", lambda g: [r.update(transition=[{"days": 30, "storage_class": "DEEP_ARCHIVE", "date": None}]) for v in found(g, "aws_s3_bucket_lifecycle_configuration", '["uploads"]') for r in v["rule"]], *ALL)
add("eleven tags on the jar", lambda g: g.one("aws_s3_object").update(tags_all={f"t{n}": "x" for n in range(11)}, tags={f"t{n}": "x" for n in range(11)}), *ALL)

# ---- Functions
add("functions that are never updated", change("aws_lambda_function", "", source_code_hash=None), *ALL)
add("a report every minute", change("aws_scheduler_schedule", '"usage-report"', schedule_expression="rate(1 minute)"), *SCALED)
add("a schedule that is over", change("aws_scheduler_schedule", "module.functions", end_date="2020-01-01T00:00:00Z"), *SCALED)
add("variables over four kilobytes", lambda g: g.one("aws_lambda_function", "rotate-application-password")["environment"][0]["variables"].update(MORE="x" * 5000), *ALL)
add("code of Intel's on Arm with a native layer", change("aws_lambda_function", "", layers=["arn:aws:lambda:us-east-1:123456789012:layer:x:1"]), *ALL)
add("schedules in another group than the role's", change("aws_scheduler_schedule", "module.functions", group_name="ai-portal-other"), *SCALED)
add("a function's variables in clear for whoever lists functions", change("aws_lambda_function", "", kms_key_arn=None), *ALL)

# ---- Audit
add("the trail records writes alone", change("aws_cloudtrail", "", event_selector=[{"read_write_type": "WriteOnly", "include_management_events": True, "exclude_management_event_sources": [], "data_resource": []}]), *SCALED)
add("the trail leaves KMS out", change("aws_cloudtrail", "", event_selector=[{"read_write_type": "All", "include_management_events": True, "exclude_management_event_sources": ["kms.amazonaws.com", "rdsdata.amazonaws.com"], "data_resource": []}]), *SCALED)
add("the trail forgets after a month", lambda g: g.resources["module.portal.module.audit.aws_cloudwatch_log_group.trail[0]"].update(retention_in_days=30), *SCALED)
add("documents of people in Bedrock's log", lambda g: (lambda c: c.update(embedding_data_delivery_enabled=True, image_data_delivery_enabled=True))((lambda x: x[0] if isinstance(x, list) else x)(g.one("aws_bedrock_model_invocation_logging_configuration")["logging_config"])), *SCALED)
add("the trail's archive where reading takes hours", lambda g: [r.update(transition=[{"days": 1, "storage_class": "DEEP_ARCHIVE", "date": None}]) for v in found(g, "aws_s3_bucket_lifecycle_configuration", "module.audit") for r in v["rule"]], *SCALED)

# ---- Alarms
ofmetric = lambda metric, **values: lambda g: [v.update(values) for v in [v for v in found(g, "aws_cloudwatch_metric_alarm") if v["metric_name"] == metric] or [{}["no alarm"]]]  # noqa: E731
add("storage that is full before the alarm", ofmetric("FreeStorageSpace", threshold=1), *ALL)
add("connections beyond what there are", ofmetric("DatabaseConnections", threshold=100000), *ALL)
add("all machines down, and no alarm", ofmetric("UnHealthyHostCount", threshold=20), *SCALED)
add("a certificate that has ended", lambda g: [v.update(threshold=0) for a, v in g.of("aws_cloudwatch_metric_alarm").items() if v["metric_name"] == "DaysToExpiry" and "edge" not in a], *SCALED)
add("a replica a month behind", ofmetric("ReplicaLag", threshold=2592000), *SCALED)
add("alarms over another service's metrics", lambda g: [v.update(namespace="AWS/DocDB") for v in found(g, "aws_cloudwatch_metric_alarm") if v["namespace"] == "AWS/RDS"], *ALL)
add("the machine's memory in another namespace", lambda g: [v.update(namespace="CWAgent") for v in found(g, "aws_cloudwatch_metric_alarm") if v["metric_name"] == "mem_used_percent"], *MACHINES)
add("a dashboard that asks machines for what groups have", lambda g: [v.update(dashboard_body=v["dashboard_body"].replace("AutoScalingGroupName", "InstanceId")) for v in found(g, "aws_cloudwatch_dashboard")], *OF_GROUPS)
add("alarms in a unit that the metric has not", ofmetric("CPUUtilization", unit="Bytes"), *ALL)
add("the share of failures upside down", lambda g: [q.update(expression="IF(requests > 20, 100 * requests / failures, 0)") for v in found(g, "aws_cloudwatch_metric_alarm") for q in v["metric_query"] if q["expression"]], *ALL)
add("failures by their average", lambda g: [m.update(stat="Average") for v in found(g, "aws_cloudwatch_metric_alarm") for q in v["metric_query"] for m in q["metric"]], *ALL)
add("failures of which nobody hears for half an hour", lambda g: g.one("aws_cloudwatch_metric_alarm", "gateway_failures").update(evaluation_periods=5), *ALL)
add("a processor that is full before the alarm", ofmetric("CPUUtilization", threshold=95), *ALL)
add("the share that never alarms", lambda g: [v.update(threshold=100) for a, v in g.of("aws_cloudwatch_metric_alarm").items() if "gateway_failures" in a], *ALL)
add("a subscription that filters everything", change("aws_sns_topic_subscription", "module.observability", filter_policy='{"severity": ["never"]}'), *ALL)
add("a budget that nobody reaches", change("aws_budgets_budget", "", limit_amount="1000000"), *ALL)
add("a budget of another application", change("aws_budgets_budget", "", cost_filter=[{"name": "TagKeyValue", "values": ["user:Application$other"]}]), *ALL)
add("a dashboard of another database", each("aws_cloudwatch_dashboard", "", lambda v: v.update(dashboard_body=v["dashboard_body"].replace("ai-portal-database", "other-database"))), *ALL)
add("the gateway's throttling alarm that waits for a million", ofmetric("GatewayThrottled", threshold=1000000), *ALL)
add("latency of a quarter of an hour", ofmetric("TargetResponseTime", threshold=900), *SCALED)
add("five hundreds that nobody counts", ofmetric("HTTPCode_Target_5XX_Count", threshold=1000000), *SCALED)
add("the budget's mail to another", lambda g: [n.update(subscriber_email_addresses=["nobody@example.net"], subscriber_sns_topic_arns=[]) for n in g.one("aws_budgets_budget")["notification"]], *ALL)

# ---- Office hours, images
add("open at weekends alone", lambda g: [v.update({k: v[k].replace("MON-FRI", "SAT-SUN")}) for kind, k in (("aws_scheduler_schedule", "schedule_expression"), ("aws_autoscaling_schedule", "recurrence")) for v in g.of(kind).values() if "MON-FRI" in v[k]], *MACHINES)
add("hours of another continent", lambda g: [v.update({k: "Pacific/Auckland"}) for kind, k in (("aws_scheduler_schedule", "schedule_expression_timezone"), ("aws_autoscaling_schedule", "time_zone")) for v in g.of(kind).values()], *MACHINES)
add("office hours that are over", lambda g: [v.update({k: "2020-01-01T00:00:00Z"}) for kind, k in (("aws_scheduler_schedule", "end_date"), ("aws_autoscaling_schedule", "end_time")) for a, v in g.of(kind).items() if "module.schedule" in a], *MACHINES)
add("started on Monday, stopped on Friday alone", lambda g: [v.update({k: v[k].replace("MON-FRI", "FRI")}) for kind, k in (("aws_scheduler_schedule", "schedule_expression"), ("aws_autoscaling_schedule", "recurrence")) for a, v in g.of(kind).items() if "stop" in a], *MACHINES)
add("images that relaunch does not find (no tags)", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "schedule", 0, "copy_tags", to=False), *MACHINES)
add("images of the disks but the first", lambda g: g.one("aws_dlm_lifecycle_policy")["policy_details"][0]["parameters"][0].update(exclude_boot_volume=True), *MACHINES)
add("images kept for fifty years", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "schedule", 0, "retain_rule", to=[{"count": None, "interval": 2704, "interval_unit": "WEEKS"}]), *MACHINES)

# ---- Tasks
add("a host port of its own", container("gateway", "gateway", lambda c: c["portMappings"][0].update(hostPort=80)), "fargate")
add("a user who may not write the authority's file", container("webui", "open-webui", lambda c: c.update(user="1000")), "fargate")
add("a file system that nobody may write", container("gateway", "gateway", lambda c: c.update(readonlyRootFilesystem=True)), "fargate")
add("a container of 256 MB", container("webui", "open-webui", lambda c: c.update(memory=256)), "fargate")
add("the jar's volume read-only for both", lambda g: [c["mountPoints"][0].update(readOnly=True) for c in g.tasks["gateway"].values()], "fargate")
add("deployments by another controller", change("aws_ecs_service", "", deployment_controller=[{"type": "EXTERNAL"}]), "fargate")
add("an old platform", change("aws_ecs_service", "", platform_version="1.3.0"), "fargate")
add("a shell in every task", change("aws_ecs_service", "", enable_execute_command=True), "fargate")
add("Spot for every task beside a launch type", change("aws_ecs_service", "", capacity_provider_strategy=[{"capacity_provider": "FARGATE_SPOT", "weight": 1, "base": 0}]), "fargate")
add("tasks that grow and never shrink", path("aws_appautoscaling_policy", "cpu", "target_tracking_scaling_policy_configuration", 0, "disable_scale_in", to=True), "fargate")
add("tasks renewed before the directory's password is", change("aws_scheduler_schedule", "_service[0]", schedule_expression="cron(30 2 * * ? *)"), "fargate")
add("a heap larger than the task", container("gateway", "gateway", lambda c: c.update(command=[c["command"][0].replace("-XX:MaxRAMPercentage=70", "-Xmx16g")])), "fargate")
add("a health check by a program that the image lacks", container("gateway", "gateway", lambda c: c.update(healthCheck={"command": ["CMD-SHELL", "wget -q http://localhost:8000/health"], "retries": 3})), "fargate")
add("the resolver asks another port", lambda g: [t.update(port=5353) for t in g.one("aws_route53_resolver_rule")["target_ip"]], "fargate")
add("a resolver of another protocol", change("aws_route53_resolver_endpoint", "", protocols=["DoH"]), "fargate")
add("people wait for the task's log", lambda g: [c["logConfiguration"]["options"].update(mode="blocking") for t in g.tasks.values() for c in t.values()], "fargate")
add("another region in the task's jar", container("gateway", "jar", lambda c: c.update(command=[c["command"][0].replace("--region eu-west-2", "--region us-east-1")])), "fargate")
add("a privileged container, which Fargate refuses", container("webui", "open-webui", lambda c: c.update(privileged=True)), "fargate")
add("environment that ECS refuses: a definition over 64 KB", container("webui", "open-webui", lambda c: c["environment"].append({"name": "MORE", "value": "x" * 70000})), "fargate")
add("a variable and a secret of one name", container("webui", "open-webui", lambda c: c["environment"].append({"name": "WEBUI_SECRET_KEY", "value": "known"})), "fargate")
add("a variable twice", container("webui", "open-webui", lambda c: c["environment"].append({"name": "ENABLE_SIGNUP", "value": "false"})), "fargate")
add("a memory between Fargate's sizes (8 vCPU, 17 GB)", change("aws_ecs_task_definition", "webui_service", cpu="8192", memory="17408"), "fargate")
add("Windows", path("aws_ecs_task_definition", "", "runtime_platform", 0, "operating_system_family", to="WINDOWS_SERVER_2022_CORE"), "fargate")
add("a deployment that is not taken back", change("aws_ecs_service", "", deployment_circuit_breaker=[{"enable": True, "rollback": False}]), "fargate")
add("a task's Java that moves", container("gateway", "gateway", lambda c: c.update(image="public.ecr.aws/amazoncorretto/amazoncorretto:latest")), "fargate")

# ---- Cognito
add("a client with a secret that the portal has not", change("aws_cognito_user_pool_client", "", generate_secret=True), *SCALED)
add("a client without OAuth", change("aws_cognito_user_pool_client", "", allowed_oauth_flows_user_pool_client=False), *SCALED)
add("a client that tells no mail", change("aws_cognito_user_pool_client", "", allowed_oauth_scopes=["openid"]), *SCALED)
add("a client of no provider", change("aws_cognito_user_pool_client", "", supported_identity_providers=[]), *SCALED)
add("six letters as a password", each("aws_cognito_user_pool", "", lambda v: v.update(password_policy=[{"minimum_length": 6}])), *SCALED)
add("tokens for a day", change("aws_cognito_user_pool_client", "", access_token_validity=24, id_token_validity=24), *SCALED)

# ---- Outputs, by which scripts and people find things
out = lambda name, altered: lambda g: (lambda v: g.outputs.__setitem__(name, v if (r := altered(v)) is None else r))(json.loads(json.dumps(g.outputs[name])))  # noqa: E731


def swapped(value, one, other):
    value[one], value[other] = value[other], value[one]


add("set-credentials writes each password into the other's secret", out("directory", lambda v: swapped(v, "admin_secret_arn", "bind_secret_arn")), *ALL)
add("the key's steps overwrite the signing secret", out("gateway_secret_arns", lambda v: swapped(v, "key", "user_jwt")), *ALL)
add("deploy shows the signing key as the password", lambda g: g.outputs.update(admin_password_secret_arn=shared("webui-secret-key")(g)), *ALL)
add("recovery rotates the other secret", out("database", lambda v: swapped(v, "master_secret_arn", "application_secret_arn")), *ALL)
add("the cache's password in another secret", lambda g: g.outputs["cache"].update(auth_secret_arn=shared("admin-password")(g)), *SCALED)
add("the tunnel ends at the gateway", lambda g: g.outputs.update(ssm_port_forward_command=g.outputs["ssm_port_forward_command"].replace(g.start_of("webui")["id"], g.start_of("gateway")["id"])), "demo")
add("log groups swapped", out("log_group_names", lambda v: swapped(v, "webui", "gateway")), *ALL)
add("the mirror copies another digest", lambda g: g.outputs["mirror"]["image"].update(digest="sha256:" + "0" * 64), "fargate")
add("the mirror copies to another repository", lambda g: g.outputs["mirror"]["image"].update(repository="123456789012.dkr.ecr.eu-west-2.amazonaws.com/other"), "fargate")
add("roles swapped, which model accounts trust", out("role_arns", lambda v: swapped(v, "webui", "gateway")), *ALL)
add("an output of a key in another region", lambda g: g.outputs.update(kms_key_arn=g.outputs["kms_key_arn"].replace("eu-west-2", "us-east-1")), *ALL)
add("settings that the machine has not", lambda g: g.outputs["open_webui_environment"].update(DEFAULT_MODELS="other:latest"), *ALL)
add("another directory", lambda g: g.outputs["directory"].update(id="d-other"), *ALL)
add("the bind account under another name", lambda g: g.outputs["directory"]["ldap"].update(bind_account="other"), *ALL)


TASKS = ("fargate",)


def policy(inside, sid, altered):
    """A fault in the statements of a document, or in one of them."""

    def mutate(graph):
        blocks = [b for a, d in graph.data.items() if d["_type"] == "aws_iam_policy_document" and inside in a for b in d["statement"] or [] if sid in (None, b["sid"])]
        assert blocks, f"no statement {sid} in {inside}"
        for block in blocks:
            altered(block)

    return mutate


def values_of(variable, to):
    """Another value of a condition."""

    def altered(block):
        (one,) = [one for one in block["condition"] if one["variable"] == variable]
        one["values"] = to(one["values"]) if callable(to) else to

    return altered


def unconditional(variable):
    return lambda b: b.update(condition=[c for c in b["condition"] if c["variable"] != variable])


def settings(old, new):
    return edit("gateway", "gateway.yaml", old, new)


def program(old, new):
    """A fault in the program that starts Open WebUI in a task."""

    def altered(c):
        (at,) = [i for i, part in enumerate(c["entryPoint"]) if old in part]
        c["entryPoint"][at] = c["entryPoint"][at].replace(old, new)

    return container("webui", "open-webui", altered)


def command(name, old, new):
    """A fault in the command of one of the gateway's containers."""

    def altered(c):
        assert old in c["command"][0], c["command"]
        c["command"] = [c["command"][0].replace(old, new)]

    return container("gateway", name, altered)



# ---- Scripts and units
add("the gateway starts without the options that were prepared", edit("gateway", "bedrock-gateway.service", "@/opt/bedrock-gateway/jvm.args ", ""), *MACHINES)
add("the unit starts a jar that nobody installs", edit("gateway", "bedrock-gateway.service", "jvm.args -jar /opt/bedrock-gateway/gateway.jar", "jvm.args -jar /opt/bedrock-gateway/server.jar"), *MACHINES)
add("the settings are not checked before a start", edit("gateway", "bedrock-gateway.service", "ExecStartPre=/usr/bin/java -jar /opt/bedrock-gateway/gateway.jar --check-config\n", ""), *MACHINES)
add("killed while it drains", edit("gateway", "bedrock-gateway.service", "TimeoutStopSec=135", "TimeoutStopSec=20"), *MACHINES)
add("the gateway's variables from a file that is not there", edit("gateway", "bedrock-gateway.service", "EnvironmentFile=/etc/bedrock-gateway/gateway.env", "EnvironmentFile=-/etc/default/bedrock-gateway"), *MACHINES)
add("the gateway's secrets into a folder that is not there", edit("gateway", "bedrock-gateway-secrets", 'mkdir --parents "$TARGET"\n', ""), *MACHINES)
add("the gateway's secrets into another file than the unit reads", edit("gateway", "bedrock-gateway-secrets", '>"$TARGET/secrets.env"', '>"$TARGET/secret.env"'), *MACHINES)
add("old secrets stay before new ones", edit("gateway", "bedrock-gateway-secrets", '} >"$TARGET/secrets.env"', '} >>"$TARGET/secrets.env"'), *MACHINES)
add("the gateway's secrets compared with a file that is not there", edit("gateway", "bedrock-gateway-refresh", "USED=/run/bedrock-gateway/secrets.env", "USED=/run/bedrock-gateway/secret.env"), *MACHINES)
add("the gateway's secrets looked at once", edit("gateway", "bedrock-gateway-refresh.timer", "OnUnitActiveSec=5min\n", ""), *MACHINES)
add("the refreshing unit runs another program", edit("webui", "open-webui-refresh.service", "/usr/local/sbin/open-webui-refresh", "/usr/local/sbin/open-webui-secrets"), *MACHINES)
add("a jar of another digest is installed all the same", edit("gateway", "bedrock-gateway-install", "upload the jar again and apply\" >&2\n  exit 1", "upload the jar again and apply\" >&2"), *MACHINES)
add("the jar by another region", edit("gateway", "bedrock-gateway-install", "--region 'eu-west-2' \"$ARTIFACT\"", "--region 'us-east-1' \"$ARTIFACT\""), *MACHINES)
add("the installer asks another port whether it is up", edit("gateway", "bedrock-gateway-install", "http://127.0.0.1:8000/health", "http://127.0.0.1:11434/health"), *MACHINES)
add("systemd does not know the units yet", edit("webui", "open-webui-install", "systemctl daemon-reload\n", ""), *MACHINES)
add("the installer goes on after failures", edit("gateway", "bedrock-gateway-install", "set -euo pipefail", "set -u"), *MACHINES)
add("the lock is given back before Open WebUI is up", edit("webui", "open-webui-start", "--detach --wait --wait-timeout 900", "--detach"), *MACHINES)
add("what started last time counts", edit("webui", "open-webui-start", 'rm -f "$STARTED"\n', ""), *MACHINES)
add("started whether it did or not", edit("webui", "open-webui-start", "&& touch $STARTED", "; touch $STARTED"), *MACHINES)
add("Open WebUI runs on when its unit stops", edit("webui", "open-webui.service", "ExecStop=/usr/bin/docker compose --file /etc/open-webui/compose.yaml stop --timeout 60\n", ""), *MACHINES)
add("a unit that is over as soon as it started", edit("webui", "open-webui.service", "RemainAfterExit=yes\n", ""), *MACHINES)
add("Open WebUI before Docker", edit("webui", "open-webui.service", "After=docker.service network-online.target", "After=network-online.target"), *MACHINES)
add("the password file with user and database swapped", edit("webui", "open-webui-secrets", '"$(escaped "$user")" "$(escaped "$password")"', '"$(escaped "$password")" "$(escaped "$user")"'), *MACHINES)
add("a password with signs that an address cannot have", edit("webui", "open-webui-secrets", ':$(encoded "$password")@', ':$password@'), *MACHINES)
add("the administrator's password signs sessions", edit("webui", "open-webui-secrets", 'WEBUI_SECRET_KEY=$key', 'WEBUI_SECRET_KEY=$admin'), *MACHINES)
add("restarts are lined up by the password that no longer holds", edit("webui", "open-webui-refresh", 'PGPASSFILE="$fresh/pgpass"', 'PGPASSFILE=/run/open-webui/pgpass'), *MACHINES)
add("each machine restarts under a lock of its own", edit("webui", "open-webui-refresh", "pg_advisory_lock(", "pg_advisory_lock($RANDOM"), *MACHINES)
add("chats' files in a container that is thrown away", edit("webui", "compose.yaml", '"data:/app/backend/data"', '"data:/app/data"'), *MACHINES)
add("a container that stays down", edit("webui", "compose.yaml", '"restart": "unless-stopped"', '"restart": "no"'), *MACHINES)
add("Open WebUI writes the gateway's log", edit("webui", "compose.yaml", '"awslogs-group": "/ai-portal/ai-portal/webui"', '"awslogs-group": "/ai-portal/ai-portal/gateway"'), *MACHINES)
add("another file is rotated than is written", edit("gateway", "logrotate.d/bedrock-gateway", "/var/log/ai-portal/gateway.log", "/var/log/bedrock-gateway.log"), *MACHINES)

# ---- Programs of tasks
add("a task runs a jar of any digest", command("jar", "gateway.jar && echo", "gateway.jar; true || echo"), *TASKS)
add("the task's settings in another file than it reads", command("gateway", ">/tmp/gateway.yaml", ">/tmp/settings.yaml"), *TASKS)
add("the task of Open WebUI takes no lock", program('    connection.execute(sqlalchemy.text(f"select pg_advisory_lock({lock})"))\n', ""), *TASKS)
add("the task binds with the account's name as its password", program('= bind["password"]', '= bind["username"]'), *TASKS)
add("the task's cache in clear", program('"rediss://', '"redis://'), *TASKS)
add("the task's database on another port", lambda g: [e.update(value=e["value"].replace("5432", "5433")) for e in g.tasks["webui"]["open-webui"]["environment"] if e["name"] == "TASK_DATABASE"], *TASKS)
add("the gateway starts before its jar is there", container("gateway", "gateway", lambda c: c["dependsOn"][0].update(condition="START")), *TASKS)

# ---- The gateway's settings
add("residency under a key that the gateway does not know", settings('"residency":', '"residence":'), *ALL)
add("profiles of another continent", settings('"eu.anthropic.claude-haiku', '"us.anthropic.claude-haiku'), *ALL)
add("another version of the guardrail", settings("gr1abc2def:2", "gr1abc2def:DRAFT"), *SCALED)
add("another external id than the other account asks for", settings('"external_id": "portal"', '"external_id": "ai-portal"'), *SCALED)
add("the other account's models in another region", settings('"region": "eu-west-1"', '"region": "us-east-1"'), *SCALED)
add("the role of another account than trusts the gateway", settings("210987654321", "210987654312"), *SCALED)
add("the other account's role by a key that the gateway does not know", settings('"role":', '"role_arn":'), *SCALED)
add("the pool under another key", settings('"pool":', '"pools":'), *SCALED)

# ---- Further outputs
add("the gateway's address by another port", out("gateway_url", lambda v: v + ":11434"), *ALL)
add("the VPC's output names a subnet", lambda g: g.outputs.update(vpc_id=g.outputs["subnet_ids"]["private"][0]), *ALL)
add("subnets of the other tier", out("subnet_ids", lambda v: swapped(v, "public", "private")), *ALL)
add("security groups swapped in the output", out("security_group_ids", lambda v: swapped(v, "webui", "gateway")), *ALL)
add("buckets swapped in the output", out("bucket_names", lambda v: swapped(v, "artifacts", "logs")), *ALL)
add("the dashboard of another region", out("dashboard_url", lambda v: v.replace("eu-west-2", "us-east-1")), *ALL)
add("groups swapped in the output", out("autoscaling_group_names", lambda v: swapped(v, "webui", "gateway")), *OF_GROUPS)
add("services swapped in the output", out("service_names", lambda v: swapped(v, "webui", "gateway")), *TASKS)
add("the gateway's balancer as the portal's", lambda g: g.outputs.update(load_balancer_dns_name=g.one("aws_lb", "gateway_alb")["dns_name"]), *SCALED)
add("the replica's address as the database's", lambda g: g.outputs["database"].update(address=g.outputs["database"]["replica_addresses"][0]), *SCALED)
add("the other region's topic as that of alarms", lambda g: g.outputs.update(alarm_topic_arn=g.one("aws_sns_topic", "edge_certificate_alarm")["arn"]), *SCALED)
add("a shell on the other machine", out("ssm_session_commands", lambda v: swapped(v, "webui", "gateway")), "demo")
add("machines swapped in the output", out("instance_ids", lambda v: swapped(v, "webui", "gateway")), "demo")
add("the mirror's Compose where machines do not look", lambda g: g.outputs["mirror"]["compose"].update(object=g.outputs["mirror"]["compose"]["object"].replace("compose/", "docker-compose/")), *TASKS)
add("mail records without DKIM", out("mail_records", lambda v: {k: r for k, r in v.items() if not k.startswith("dkim")}), *SCALED)
add("another group of the directory lets people in", lambda g: g.outputs["directory"].update(users_group="Portal-Admins"), *ALL)
add("the portal's address without TLS", out("portal_url", lambda v: v.replace("https://", "http://")), *SCALED)

# ---- Policies of resources
add("the key for logs of another region", policy("module.kms.", "LogGroupsOfThePortal", values_of("kms:EncryptionContext:aws:logs:arn", lambda v: [x.replace("eu-west-2", "us-east-1") for x in v])), *ALL)
add("alarms cannot publish to an encrypted topic", policy("module.kms.", "AlarmsAndBudgetsPublishToEncryptedTopics", lambda b: b["principals"][0].update(identifiers=[i for i in b["principals"][0]["identifiers"] if not i.startswith("cloudwatch")])), *ALL)
add("services of any account use the key", policy("module.kms.", "AlarmsAndBudgetsPublishToEncryptedTopics", unconditional("aws:SourceAccount")), *ALL)
add("Auto Scaling lends the key to anybody", policy("module.kms.", "AutoScalingLendsTheKeyToItsVolumes", lambda b: b.update(condition=[])), *OF_GROUPS)
add("objects by plain HTTP", policy("module.storage.", "RefusePlainHttp", lambda b: b.update(resources=[r for r in b["resources"] if not r.endswith("/*")])), *ALL)
add("balancers' logs into another account's folder", policy('module.storage.data.aws_iam_policy_document.this["logs"]', "LoadBalancerAccessLogs", lambda b: b.update(resources=[r.replace("AWSLogs/123456789012", "AWSLogs/210987654321") for r in b["resources"]])), *SCALED)
add("balancers of any account write logs", policy('module.storage.data.aws_iam_policy_document.this["logs"]', "LoadBalancerAccessLogs", lambda b: b.update(resources=[r.replace("AWSLogs/123456789012", "AWSLogs") for r in b["resources"]])), *SCALED)
add("CloudFront's logs into a folder that its policy does not name", policy('module.storage.data.aws_iam_policy_document.this["logs"]', "CloudFrontAccessLogs", lambda b: b.update(resources=[r.replace("/CloudFront/", "/cloudfront/") for r in b["resources"]])), *SCALED)
add("any bucket logs here", policy('module.storage.data.aws_iam_policy_document.this["logs"]', "BucketAccessLogs", lambda b: b.update(condition=[])), *ALL)
add("the bucket takes another trail's records", policy("module.audit.data.aws_iam_policy_document.bucket", "TrailWrites", values_of("aws:SourceArn", ["arn:aws:cloudtrail:us-east-1:123456789012:trail/ai-portal-trail"])), *SCALED)
add("the trail may not read its bucket's ACL", policy("module.audit.data.aws_iam_policy_document.bucket", "TrailReadsAcl", lambda b: b.update(actions=["s3:GetBucketPolicy"])), *SCALED)
add("the topic refuses TLS", policy("module.observability.data.aws_iam_policy_document.topic", "RefusePlainHttp", values_of("aws:SecureTransport", ["true"])), *ALL)
add("CloudWatch may not publish to the topic", policy("module.observability.data.aws_iam_policy_document.topic", "ServicesOfThisAccountPublish", lambda b: b["principals"][0].update(identifiers=[i for i in b["principals"][0]["identifiers"] if not i.startswith("cloudwatch")])), *ALL)
add("packages of another region's repository", policy("module.network[0].data.aws_iam_policy_document.s3", "SystemPackages", lambda b: b.update(resources=[r.replace("eu-west-2", "us-east-1") for r in b["resources"]])), *ALL)
add("any account's buckets by the endpoint", policy("module.network[0].data.aws_iam_policy_document.s3", "OwnAccountOnly", lambda b: b.update(condition=[])), *ALL)
add("an endpoint that lets another service's actions through", policy('aws_iam_policy_document.interface["secretsmanager"]', "OwnAccountOnly", lambda b: b.update(actions=["ssm:*"])), *SCALED)
add("the renewal may update every service", policy("_service[0].data.aws_iam_policy_document.renewal[", None, lambda b: "ecs:UpdateService" in b["actions"] and b.update(resources=["*"])), *TASKS)
add("the renewal of the other's tasks", lambda g: [v["target"][0].update(input=v["target"][0]["input"].replace("ai-portal-webui", "ai-portal-gateway")) for v in found(g, "aws_scheduler_schedule", "webui_service")], *TASKS)

# ---- References
add("the replica's parameters of AWS", change("aws_db_instance", "replica", parameter_group_name="default.postgres15"), *SCALED)
add("Cognito sends people back to another name", lambda g: [v.update(callback_urls=[u.replace("portal.example.com", "www.example.com") for u in v["callback_urls"]]) for v in found(g, "aws_cognito_user_pool_client")], *SCALED)
add("the agent reads another log than the gateway writes", lambda g: [v.update(value=v["value"].replace("/var/log/ai-portal/gateway.log", "/var/log/gateway.log")) for a, v in g.of("aws_ssm_parameter").items() if "agent" in a], *MACHINES)
add("images of machines with another tag", lambda g: g.one("aws_dlm_lifecycle_policy")["policy_details"][0].update(target_tags={"Backup": "other"}), *MACHINES)
add("machines stop in the morning and start in the evening", lambda g: (lambda s: [one["target"][0].update(arn=other) for one, other in zip(s, [x["target"][0]["arn"] for x in reversed(s)])])(found(g, "aws_scheduler_schedule", "module.schedule")), "demo")
add("the resolver knows another domain", change("aws_route53_resolver_rule", "", domain_name="ad.example.com"), *TASKS)

# ---- More scripts, and the rights of files
add("Open WebUI's image is fetched at its first start alone", edit("webui", "open-webui-install", "retry docker compose --file /etc/open-webui/compose.yaml pull --quiet\n", ""), *MACHINES)
add("a password that is not escaped for the password file", edit("webui", "open-webui-secrets", '"$(escaped "$user")" "$(escaped "$password")"', '"$user" "$password"'), *MACHINES)
add("secrets on jq's command line", edit("webui", "open-webui-secrets", "value=$1 jq --null-input --raw-output '$ENV.value | @uri'", "jq --null-input --raw-output --arg value \"$1\" '$value | @uri'"), *MACHINES)
add("an answer that is no secret is taken for one", edit("gateway", "bedrock-gateway-secrets", "--query SecretString --output text", "--output text"), *MACHINES)
add("left-over folders of secrets", edit("webui", "open-webui-refresh", "trap 'rm -rf \"$fresh\"' EXIT\n", ""), *MACHINES)
add("restarts before the lock is held", edit("webui", "open-webui-refresh", "echo 'a secret was rotated: restarting Open WebUI'", "systemctl restart open-webui.service"), *MACHINES)
add("the gateway restarts for a key that its settings know", edit("gateway", "bedrock-gateway-refresh", "--invert-match", "--count"), *MACHINES)
add("rotated secrets are read by the wrong user's file", edit("webui", "open-webui-start", "PGPASSFILE=/run/open-webui/pgpass", "PGPASSFILE=/root/.pgpass"), *MACHINES)
add("the installer ends though the gateway is down", edit("gateway", "bedrock-gateway-install", "curl --fail --silent", "curl --silent"), *MACHINES)
add("prepared for another folder", edit("gateway", "bedrock-gateway-install", "--prepare /opt/bedrock-gateway", "--prepare /opt/gateway"), *MACHINES)
add("a script that cannot be run", lambda g: g.machines["webui"]["modes"].update({"/usr/local/sbin/open-webui-refresh": "0644"}), *MACHINES)
add("settings that everybody may write", lambda g: g.machines["gateway"]["modes"].update({"/etc/bedrock-gateway/gateway.yaml": "0666"}), *MACHINES)
add("the installer is never started", lambda g: g.machines["gateway"].update(commands=[["/usr/local/sbin/bedrock-gateway-secrets"]]), *MACHINES)

# ---- More of the gateway's settings
add("a model under the wrong id", settings('"id": "amazon.titan-embed-text-v2:0"', '"id": "amazon.titan-embed-text-v1"'), *ALL)
add("a model under another name", settings('"claude-haiku":', '"claude-sonnet-x":'), *ALL)
add("the guardrail for one model alone", settings('"*":', '"claude-haiku-x":'), *SCALED)
add("another place's name", settings('"name": "second-account"', '"name": "default"'), *SCALED)
add("the guardrail's ARN of another account", settings("gr1abc2def:2", "arn:aws:bedrock:eu-west-2:210987654321:guardrail/gr1abc2def:2"), *SCALED)

# ---- More outputs
add("the database's port as a text", lambda g: g.outputs["database"].update(port=str(g.outputs["database"]["port"])), *ALL)
add("the trail's bucket as that of logs", lambda g: g.outputs["bucket_names"].update(trail=g.outputs["bucket_names"]["logs"]), *SCALED)
add("CloudFront's name of the balancer", lambda g: g.outputs.update(cloudfront_domain=g.outputs["load_balancer_dns_name"]), *SCALED)
add("subnets in another order", lambda g: g.outputs["subnet_ids"].update(private=g.outputs["subnet_ids"]["private"][:1]), *ALL)
add("a password for its ARN", lambda g: g.outputs.update(admin_password_secret_arn="Correct-Horse-7-Staple"), *ALL)
add("an output of settings with a secret in it", lambda g: g.outputs["open_webui_environment"].update(WEBUI_SECRET_KEY="key"), *ALL)

# ---- More policies
add("uploads refuse their own role's TLS", policy('module.storage.data.aws_iam_policy_document.this["uploads"]', "RefusePlainHttp", values_of("aws:SecureTransport", ["true"])), *ALL)
add("the gateway's role denies what it should allow", policy("gateway_role.data.aws_iam_policy_document.this", "InvokeModels", lambda b: b.update(effect="Deny")), *ALL)
add("the gateway's role may do all but read its secrets", policy("gateway_role.data.aws_iam_policy_document.this", "OwnSecrets", lambda b: b.update(not_actions=b["actions"], actions=[])), *MACHINES)
add("services of whichever account publish", policy("module.observability.data.aws_iam_policy_document.topic", "ServicesOfThisAccountPublish", lambda b: b["condition"][0].update(test="StringLike", values=["*"])), *ALL)
add("a role with the policy of another", lambda g: g.resources["module.portal.module.webui_role.aws_iam_role_policy.this"].update(policy=g.resources["module.portal.module.gateway_role.aws_iam_role_policy.this"]["policy"]), *ALL)
add("the bucket's policy on another bucket", lambda g: g.resources['module.portal.module.storage.aws_s3_bucket_policy.this["uploads"]'].update(bucket=g.one("aws_s3_bucket", '["logs"]')["id"]), *ALL)
add("nobody reads why a first start failed", edit("webui", "open-webui-install", "exec > >(tee --append '/var/log/ai-portal/webui.log') 2>&1\n", ""), *MACHINES)
add("a first start that goes on without its packages", edit("gateway", "bedrock-gateway-install", "  return 1\n", ""), *MACHINES)
add("a first start that waits for nobody", edit("webui", "open-webui-install", '    sleep "$((attempt * 3))"\n', ""), *MACHINES)
add("what was downloaded stays", edit("webui", "open-webui-install", "trap 'rm -rf \"$staging\"' EXIT\n", ""), *MACHINES)
add("a secret that is late is empty", edit("gateway", "bedrock-gateway-secrets", "  return 1\n", ""), *MACHINES)
add("a volume that nobody declares", edit("webui", "compose.yaml", '"volumes":\n  "data": {}\n', ""), *MACHINES)
add("rotated logs that are not compressed", edit("gateway", "logrotate.d/bedrock-gateway", "  compress\n", ""), *MACHINES)

# ---- More tasks, times and names
add("the task waits for readiness by another path", program('READY = "http://localhost:8080/ready"', 'READY = "http://localhost:8080/health/ready"'), *TASKS)
add("Java with half the options", command("gateway", "-XX:MaxRAMPercentage=70 ", ""), *TASKS)
add("Java goes on after it ran out of memory", command("gateway", "-XX:+ExitOnOutOfMemoryError ", ""), *TASKS)
add("a secret handed over twice under one name", lambda g: g.tasks["gateway"]["gateway"]["secrets"].append(dict(g.tasks["gateway"]["gateway"]["secrets"][0], name="OLLAMA_KEY")), *TASKS)
add("Open WebUI's cache of the replica's address", lambda g: [e.update(value=json.dumps(json.loads(e["value"]) | {"address": g.one("aws_elasticache_replication_group")["reader_endpoint_address"] + ".reader"})) for e in g.tasks["webui"]["open-webui"]["environment"] if e["name"] == "TASK_REDIS"], *TASKS)
add("the version that runs looked for elsewhere", lambda g: [v.update(path="/ai-portal/ai-portal") for v in g.data.values() if v["_type"] == "aws_ssm_parameters_by_path"], *SCALED)
add("a budget that tells no topic", lambda g: [one.update(subscriber_sns_topic_arns=[]) for one in g.one("aws_budgets_budget")["notification"]], *ALL)
add("the dashboard of another region", lambda g: g.outputs.update(dashboard_url=g.outputs["dashboard_url"].replace("eu-west-2", "us-east-1")), *ALL)
add("Java of another maker", container("gateway", "gateway", lambda c: c.update(image="docker.io/library/eclipse-temurin:25-jre")), *TASKS)
add("the jar's container runs a shell of its own", container("gateway", "jar", lambda c: c.update(entryPoint=["bash"])), *TASKS)
add("sessions that another task does not read", container("webui", "open-webui", lambda c: c.update(secrets=[one for one in c["secrets"] if one["name"] != "OAUTH_SESSION_TOKEN_ENCRYPTION_KEY"])), *TASKS)
add("a task's image by its tag", lambda g: [c.update(image=c["image"].split("@")[0]) for c in [g.tasks["webui"]["open-webui"]]], *TASKS)
add("closed on Mondays", lambda g: [v.update({k: v[k].replace("MON-FRI", "TUE-FRI")}) for kind, k in (("aws_scheduler_schedule", "schedule_expression"), ("aws_autoscaling_schedule", "recurrence")) for a, v in g.of(kind).items() if "start" in a], *MACHINES)
add("an alarm that tells a topic that is gone", lambda g: [v.update(alarm_actions=[x + "-old" for x in v["alarm_actions"]]) for v in found(g, "aws_cloudwatch_metric_alarm")[:1]], *ALL)
add("one subnet of the database's group", lambda g: [v.update(subnet_ids=v["subnet_ids"][:1]) for v in found(g, "aws_db_subnet_group")], *ALL)
add("the directory answers no names by UDP", lambda g: [g.resources.pop(a) for a in list(g.of("aws_vpc_security_group_ingress_rule")) if "dns-udp" in a] or [{}["none"]], *ALL)
add("mail from another address", ENV("WEBUI_ADMIN_EMAIL=admin@example.com", "WEBUI_ADMIN_EMAIL=admin@example.org"), *ALL)
add("the agent's configuration under another name", lambda g: [v.update(name=v["name"] + "-2") for a, v in g.of("aws_ssm_parameter", ".agent[").items()] or [{}["none"]], *MACHINES)
