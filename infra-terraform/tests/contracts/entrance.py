"""A browser's request, from the portal's name to the port that a process listens on."""

import re

from contracts.shared import ALLOWED_NETWORKS, REGION, WAYS, behind, contract, gateway_environment, only, server, settings, webui_port


@contract
def the_portals_name_leads_to_where_users_come_in(graph):
    if not graph.scaled:
        address = graph.one("aws_eip", "aws_eip.webui")
        association = graph.one("aws_eip_association", allocation_id=address["allocation_id"])
        assert association["instance_id"] == graph.start_of("webui")["id"], "the portal's address belongs to another machine"
        assert graph.outputs["portal_url"] == f"http://{address['public_ip']}:{webui_port(graph)}"
        return
    domain = graph.outputs["portal_url"].removeprefix("https://")
    records = [r for r in graph.of("aws_route53_record").values() if r["name"] == domain and r["type"] in ("A", "AAAA")]
    if not graph.edge:
        balancer, alias = graph.one("aws_lb", name="ai-portal-webui"), only(records, "records")["alias"][0]
        assert (alias["name"], alias["zone_id"], records[0]["type"]) == (balancer["dns_name"], balancer["zone_id"], "A"), "a balancer that people do not come to"
        plain = graph.one("aws_lb_listener", load_balancer_arn=balancer["arn"], port=80)
        assert plain["default_action"][0]["type"] == "redirect", "who types the name alone finds nothing"
        return
    distribution = graph.one("aws_cloudfront_distribution")
    assert records and all(r["alias"][0]["name"] == distribution["domain_name"] for r in records)
    assert all(r["alias"][0]["zone_id"] == distribution["hosted_zone_id"] for r in records), "a zone that the name is not in"
    assert {r["type"] for r in records} == ({"A", "AAAA"} if distribution["is_ipv6_enabled"] else {"A"})
    assert distribution["enabled"] and distribution["aliases"] == [domain]
    shown = distribution["viewer_certificate"][0]
    certificate(graph, shown["acm_certificate_arn"], domain, "us-east-1")
    assert shown["minimum_protocol_version"].startswith("TLSv1.2_") and shown["ssl_support_method"] == "sni-only"


def certificate(graph, arn, domain, region):
    """A certificate of a name, proven, in the region that reads it."""
    found = graph.one("aws_acm_certificate", arn=arn)
    assert found["domain_name"] == domain, f"the certificate of {found['domain_name']} is shown for {domain}"
    assert f":acm:{region}:" in arn
    proof = graph.one("aws_acm_certificate_validation", certificate_arn=arn)
    wanted = only(found["domain_validation_options"], "proofs")["resource_record_name"]
    record = graph.one("aws_route53_record", name=wanted)
    assert record["fqdn"] in proof["validation_record_fqdns"]


@contract
def cloudfront_asks_the_portals_load_balancer_by_tls(graph):
    if graph.name in ("demo", "private"):
        return
    distribution = graph.one("aws_cloudfront_distribution")
    origin = only(distribution["origin"], "origins")
    vpc_origin = graph.one("aws_cloudfront_vpc_origin", id=origin["vpc_origin_config"][0]["vpc_origin_id"])
    endpoint = vpc_origin["vpc_origin_endpoint_config"][0]
    balancer = graph.one("aws_lb", arn=endpoint["arn"])
    assert origin["domain_name"] == balancer["dns_name"], "another load balancer than the origin's"
    assert balancer["name"].endswith("-webui"), "CloudFront stands in front of the gateway"
    assert endpoint["origin_protocol_policy"] == "https-only" and endpoint["https_port"] == 443
    assert endpoint["origin_ssl_protocols"][0]["items"] == ["TLSv1.2"]
    assert origin["vpc_origin_config"][0]["origin_read_timeout"] >= 60, "a model may think that long before its first word"
    assert distribution["restrictions"][0]["geo_restriction"][0]["restriction_type"] == "none", "the firewall says who may come"
    behaviours = distribution["default_cache_behavior"] + distribution["ordered_cache_behavior"]
    assert all(one["target_origin_id"] == origin["origin_id"] for one in behaviours)
    assert all(one["viewer_protocol_policy"] in ("redirect-to-https", "https-only") for one in behaviours)
    default = distribution["default_cache_behavior"][0]
    assert default["cache_policy_id"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "answers of one user would be given to another"
    assert default["origin_request_policy_id"] == "216adef6-5c7f-47e4-b989-5492eafa07d3", "cookies and sockets do not pass"
    assert {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"} == set(default["allowed_methods"])
    kept = {one["path_pattern"]: one["cache_policy_id"] for one in distribution["ordered_cache_behavior"]}
    assert kept == {"/_app/immutable/*": "658327ea-f89d-4fab-a63d-7e88639e58f6", "/static/*": "83da9c7e-98b4-4e11-a168-04f0df8e2c65"}, "old files after an upgrade"
    assert all("POST" not in one["allowed_methods"] for one in distribution["ordered_cache_behavior"])


@contract
def the_firewall_stands_where_users_come_in(graph):
    if not graph.scaled:
        return
    acl, scope = graph.one("aws_wafv2_web_acl"), "CLOUDFRONT" if graph.edge else "REGIONAL"
    if graph.edge:
        assert graph.one("aws_cloudfront_distribution")["web_acl_id"] == acl["arn"]
    else:
        balancer = graph.one("aws_lb", name="ai-portal-webui")
        assert graph.one("aws_wafv2_web_acl_association", web_acl_arn=acl["arn"])["resource_arn"] == balancer["arn"], "the firewall stands elsewhere"
    assert acl["scope"] == scope and "allow" in acl["default_action"][0] and acl["default_action"][0]["allow"]
    rules = {rule["name"]: rule for rule in acl["rule"]}
    assert len({rule["priority"] for rule in acl["rule"]}) == len(acl["rule"])
    assert min(acl["rule"], key=lambda rule: rule["priority"])["name"] == "other-networks"
    others = rules["other-networks"]
    assert others["action"][0]["block"], "other networks are not turned away"
    sets = others["statement"][0]["not_statement"][0]["statement"][0]["or_statement"][0]["statement"]
    named = [graph.one("aws_wafv2_ip_set", arn=one["ip_set_reference_statement"][0]["arn"]) for one in sets]
    networks = {address for one in named for address in one["addresses"]}
    assert networks == set(ALLOWED_NETWORKS)
    assert {one["ip_address_version"] for one in named} == {"IPV4", "IPV6"} and all(one["scope"] == scope for one in named)
    limit = rules["rate-limit"]
    assert limit["action"][0]["block"] and limit["statement"][0]["rate_based_statement"][0]["aggregate_key_type"] == "IP"
    assert 1000 <= limit["statement"][0]["rate_based_statement"][0]["limit"] <= 100000
    for name in ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"):
        assert rules[name]["override_action"][0]["none"], f"{name} only counts"
    log = graph.one("aws_wafv2_web_acl_logging_configuration")
    assert log["resource_arn"] == acl["arn"]
    assert graph.one("aws_cloudwatch_log_group", arn=only(log["log_destination_configs"], "logs"))["name"].startswith("aws-waf-logs-")


@contract
def load_balancers_reach_the_port_that_a_process_listens_on(graph):
    if not graph.scaled:
        return
    for workload, way in WAYS.items():
        balancer, listener, targets = behind(graph, way["balancer"])
        certificate(graph, listener["certificate_arn"], way["domain"](graph), REGION)
        assert targets["port"] == way["port"](graph) and targets["protocol"] == "HTTP", f"{workload}: nobody listens there"
        health = targets["health_check"][0]
        assert health["path"] == way["health"] and health["matcher"] == "200" and health["port"] in (None, "traffic-port"), f"{workload}: {health}"
        assert health["timeout"] < health["interval"]
        if graph.tasks:
            joined = only(graph.service_of(workload)["load_balancer"], "load balancers")
            assert joined["target_group_arn"] == targets["arn"], f"tasks of {workload} join another target group"
            assert joined["container_name"] == server(graph, workload)["name"] and joined["container_port"] == targets["port"]
        else:
            group = graph.one("aws_autoscaling_group", f"module.{workload}_group[0].")
            assert group["target_group_arns"] == [targets["arn"]], f"machines of {workload} join another target group"
            assert group["health_check_type"] == "ELB"
        assert targets["protocol_version"] not in ("GRPC", "HTTP2"), f"{workload} speaks HTTP/1.1"
        assert targets["target_type"] == ("ip" if graph.tasks else "instance")
        assert balancer["load_balancer_type"] == "application"
        assert balancer["idle_timeout"] >= 300, "a model may think that long"
        assert balancer["drop_invalid_header_fields"] and balancer["enable_deletion_protection"]
        drained = int(gateway_environment(graph)["GATEWAY_DRAIN_TIMEOUT"].rstrip("s")) if workload == "gateway" else 60
        assert int(targets["deregistration_delay"]) >= drained, "open answers are cut"
    _, _, targets = behind(graph, "ai-portal-webui")
    assert targets["stickiness"][0]["enabled"], "sockets need the same machine"
    assert targets["stickiness"][0]["cookie_duration"] >= 3600, "they lose it while people work"


@contract
def everybody_outside_is_told_the_portals_address(graph):
    env, url = settings(graph), graph.outputs["portal_url"]
    assert env["WEBUI_URL"] == url
    forwarded = re.findall(r"localPortNumber=(\d+)", graph.outputs.get("ssm_port_forward_command") or "")
    assert env["CORS_ALLOW_ORIGIN"].split(";") == [url, *(f"http://localhost:{port}" for port in forwarded)], "pages of others may ask, or the portal's own may not"
    secure = str(url.startswith("https://")).lower()
    assert env["WEBUI_SESSION_COOKIE_SECURE"] == env["WEBUI_AUTH_COOKIE_SECURE"] == secure
