"""Security groups, subnets, routes and endpoints."""

import policy
from contracts.shared import ACCOUNT_CONTEXT, ALLOWED_NETWORKS, REGION, WAYS, addresses, contract, gateway_port, group, only, webui_port


@contract
def every_hop_is_opened_at_both_ends_and_nothing_else_is(graph):
    webui, gateway, database, functions = (group(graph, role) for role in ("webui", "gateway", "database", "functions"))
    assert graph.security_groups_of("webui") == {webui} and graph.security_groups_of("gateway") == {gateway}
    hops = {(client, group(graph, "endpoints"), 443) for client in (webui, gateway, functions)} | {(webui, database, 5432), (functions, database, 5432)}
    if graph.scaled:
        portal_lb, gateway_lb, cache = (group(graph, role) for role in ("alb", "gateway-alb", "cache"))
        assert graph.one("aws_lb", name="ai-portal-webui")["security_groups"] == [portal_lb]
        assert graph.one("aws_lb", name="ai-portal-gateway")["security_groups"] == [gateway_lb]
        hops |= {
            (portal_lb, webui, webui_port(graph)),
            (webui, gateway_lb, 443),
            (gateway_lb, gateway, gateway_port(graph)),
            (webui, cache, 6379),
        }
        users = {(portal_lb, 443)} | ({(portal_lb, 80)} if not graph.edge else set())
    else:
        hops |= {(webui, gateway, gateway_port(graph))}
        users = {(webui, webui_port(graph))}
    for source, target, port in hops:
        assert graph.opened(source, target, port), f"closed: {source} to {target} on {port}"
    ours = {values["id"] for values in graph.of("aws_security_group").values()}
    inside = {
        (rule["referenced_security_group_id"], rule["security_group_id"], rule["from_port"])
        for rule in graph.of("aws_vpc_security_group_ingress_rule").values()
        if rule.get("referenced_security_group_id") and rule["security_group_id"] in ours
    }
    assert inside == hops, f"{inside ^ hops}"
    rules = [*graph.of("aws_vpc_security_group_ingress_rule").values(), *graph.of("aws_vpc_security_group_egress_rule").values()]
    assert all(rule["from_port"] == rule["to_port"] for rule in rules), "a range of ports"
    if graph.scaled:
        # The endpoints are among what HTTPS to anywhere leads to, where that is let out.
        leaving = {
            (rule["security_group_id"], rule["referenced_security_group_id"], rule["from_port"])
            for rule in graph.of("aws_vpc_security_group_egress_rule").values()
            if rule.get("referenced_security_group_id") in ours
        }
        assert leaving == {hop for hop in hops if graph.closed or hop[1] != group(graph, "endpoints")}, leaving
    outside = {
        (rule["security_group_id"], rule["from_port"], rule["to_port"])
        for rule in graph.of("aws_vpc_security_group_ingress_rule").values()
        if rule.get("cidr_ipv4") or rule.get("cidr_ipv6") or rule.get("prefix_list_id")
    }
    assert outside == {(target, port, port) for target, port in users}, outside
    came = set(ALLOWED_NETWORKS)
    if graph.edge:
        prefix = only(graph_data(graph, "aws_ec2_managed_prefix_list"), "prefix lists")
        assert prefix["name"] == "com.amazonaws.global.cloudfront.origin-facing"
        came = {prefix["id"]}
    assert all(graph.sources(target, port) == came for target, port in users), "others than those who may, or not all of them"
    for rule in graph.of("aws_vpc_security_group_egress_rule").values() if graph.scaled else ():
        assert rule["ip_protocol"] != "-1" and (not (rule.get("cidr_ipv4") or rule.get("prefix_list_id")) or rule["from_port"] == rule["to_port"] == 443)
    assert only(graph.of("aws_default_security_group").values(), "default groups")["ingress"] == []
    files = only(graph_data(graph, "aws_ec2_managed_prefix_list"), "prefix lists") if graph.closed else None
    assert files is None or files["name"] == f"com.amazonaws.{REGION}.s3"
    for workload in (webui, gateway, functions):
        beyond = {rule["cidr_ipv4"] or rule["prefix_list_id"] for rule in graph.of("aws_vpc_security_group_egress_rule").values() if rule["security_group_id"] == workload}
        assert beyond - {None} == {files["id"] if graph.closed else "0.0.0.0/0"}, "no way to AWS, packages and images, or more than that"


def graph_data(graph, kind):
    return [values for values in graph.data.values() if values["_type"] == kind]


@contract
def everything_stands_in_the_subnets_it_belongs_to(graph):
    subnets = {values["id"]: values for values in graph.of("aws_subnet").values()}
    public = {number for address, number in addresses(graph, "aws_subnet") if ".public[" in address}
    private = {number for address, number in addresses(graph, "aws_subnet") if ".private[" in address}
    vpc = only(graph.of("aws_vpc").values(), "VPCs")["id"]
    assert all(one["vpc_id"] == vpc for one in subnets.values())
    assert all(graph.way_out(one) == "internet" for one in public) and all(graph.way_out(one) == ("nothing" if graph.closed else "nat") for one in private)
    for tier in (private,) if graph.closed else (public, private):
        assert len({subnets[one]["availability_zone"] for one in tier}) == 2
    assert len({one["cidr_block"] for one in subnets.values()}) == len(subnets) == (2 if graph.closed else 4)
    expected = private if graph.scaled else public
    for workload in WAYS:
        assert graph.subnets_of(workload) <= expected, f"{workload} stands elsewhere"
        if graph.tasks:
            assert graph.subnets_of(workload) == private
            assert graph.service_of(workload)["network_configuration"][0]["assign_public_ip"] is False
        elif graph.scaled:
            assert graph.subnets_of(workload) == private
            network = graph.start_of(workload)["network_interfaces"][0]
            assert network["associate_public_ip_address"] == "false"
    for name in ("aws_db_subnet_group", "aws_elasticache_subnet_group"):
        for values in graph.of(name).values():
            assert set(values["subnet_ids"]) == private, f"{name} in public subnets"
    directory = graph.one("aws_directory_service_directory")["vpc_settings"][0]
    assert set(directory["subnet_ids"]) == private and directory["vpc_id"] == vpc
    for balancer in graph.of("aws_lb").values():
        assert balancer["internal"] and set(balancer["subnets"]) == private
    for values in [*graph.of("aws_lb_target_group").values(), *graph.of("aws_security_group").values(), *graph.of("aws_internet_gateway").values()]:
        assert values["vpc_id"] == vpc
    if graph.closed:
        whence_people_come(graph, private)
    elif graph.scaled:
        nats = graph.of("aws_nat_gateway").values()
        assert {subnets[nat["subnet_id"]]["availability_zone"] for nat in nats} == {one["availability_zone"] for one in subnets.values()}
        for number in private:
            nat = nat_of(graph, number)
            assert subnets[nat["subnet_id"]]["availability_zone"] == subnets[number]["availability_zone"], "a zone leaves through another"


def whence_people_come(graph, private):
    """Answers find back to the allowed networks from each subnet, and nothing else leads out."""
    attached = graph.one("aws_ec2_transit_gateway_vpc_attachment")
    assert set(attached["subnet_ids"]) == private
    for number in private:
        table = graph.one("aws_route_table_association", subnet_id=number)["route_table_id"]
        routes = {(r["destination_cidr_block"], r["transit_gateway_id"]) for r in graph.of("aws_route").values() if r["route_table_id"] == table}
        assert routes == {(network, attached["transit_gateway_id"]) for network in ALLOWED_NETWORKS}, f"answers do not find back: {routes}"


def nat_of(graph, subnet):
    table = graph.one("aws_route_table_association", subnet_id=subnet)["route_table_id"]
    route = only([r for r in graph.of("aws_route").values() if r["route_table_id"] == table and r["destination_cidr_block"] == "0.0.0.0/0"], "routes")
    return graph.one("aws_nat_gateway", id=route["nat_gateway_id"])


@contract
def endpoints_answer_inside_the_vpc_and_let_our_calls_through(graph):
    for values in graph.of("aws_vpc_endpoint").values():
        service = values["service_name"].removeprefix(f"com.amazonaws.{REGION}.")
        statements = graph.statements(values["policy"])
        if values["vpc_endpoint_type"] == "Gateway":
            assert service == "s3"
            tables = {table["id"] for address, table in graph.of("aws_route_table").items() if ".private" in address or ".public" in address}
            assert set(values["route_table_ids"]) == tables, "files go by way of the NAT gateway"
            bucket = graph.one("aws_s3_bucket", '["artifacts"]')
            assert policy.allowed(statements, "s3:GetObject", f"{bucket['arn']}/gateway/x.jar", ACCOUNT_CONTEXT, service="*")
            for ours_not in (f"al2023-repos-{REGION}-de612dc2", f"prod-{REGION}-starport-layer-bucket"):
                assert policy.allowed(statements, "s3:GetObject", f"arn:aws:s3:::{ours_not}/x", {}, service="*"), "machines get no packages, or no images"
            continue
        private = {number for address, number in addresses(graph, "aws_subnet") if ".private[" in address}
        assert set(values["subnet_ids"]) == private, f"{service} is not in both zones"
        assert values["private_dns_enabled"] and values["security_group_ids"] == [group(graph, "endpoints")]
        call = {"bedrock-runtime": "bedrock:InvokeModel", "bedrock": "bedrock:ListFoundationModels", "monitoring": "cloudwatch:PutMetricData"}
        action = call.get(service, f"{service.partition('.')[0]}:GetParameter")
        assert policy.allowed(statements, action, "*", ACCOUNT_CONTEXT, service="*"), f"{service} refuses {action}"
        assert not policy.allowed(statements, action, "*", {"aws:PrincipalAccount": "999999999999"}, service="*"), f"{service} serves other accounts"
    services = {values["service_name"].removeprefix(f"com.amazonaws.{REGION}.") for values in graph.of("aws_vpc_endpoint").values()}
    assert "s3" in services, "files go by way of the NAT gateway, which counts them"
    if graph.scaled:
        assert services >= {"s3", "bedrock", "bedrock-runtime", "secretsmanager", "ssm", "ssmmessages", "logs", "kms", "monitoring"}
    if graph.closed:
        called = {action.split(":")[0] for workload in WAYS for role in (graph.role_of(workload), graph.starter_of(workload)) for one in graph.policies_of_role(role) for action in one["Action"]}
        missing = {endpoint for service in called for endpoint in ENDPOINTS.get(service, {service})} - services
        assert not missing, f"what machines call, and cannot reach: {missing}"


# The endpoints of a service whose name in policies is another one, or that has several.
ENDPOINTS = {"bedrock": {"bedrock", "bedrock-runtime"}, "cloudwatch": {"monitoring"}, "ecr": {"ecr.api", "ecr.dkr"}}
