mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                 = "ai-portal"
  azs                  = ["eu-west-2a", "eu-west-2b"]
  public_subnet_cidrs  = ["10.0.0.0/24", "10.0.1.0/24"]
  private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.0/24"]
}

run "is_drawn_as_the_architecture" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16"
    error_message = "The VPC is 10.0.0.0/16."
  }

  assert {
    condition     = { for az, subnet in aws_subnet.public : az => subnet.cidr_block } == { "eu-west-2a" = "10.0.0.0/24", "eu-west-2b" = "10.0.1.0/24" }
    error_message = "Public subnets in two zones."
  }

  assert {
    condition     = { for az, subnet in aws_subnet.private : az => subnet.cidr_block } == { "eu-west-2a" = "10.0.10.0/24", "eu-west-2b" = "10.0.11.0/24" }
    error_message = "Private subnets in two zones."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && aws_nat_gateway.this["eu-west-2a"].subnet_id == aws_subnet.public["eu-west-2a"].id
    error_message = "One NAT gateway, in a public subnet."
  }

  assert {
    condition     = aws_route.internet[0].gateway_id == aws_internet_gateway.this[0].id
    error_message = "The public subnets reach the internet gateway."
  }

  assert {
    condition     = alltrue([for route in values(aws_route.nat) : route.nat_gateway_id == aws_nat_gateway.this["eu-west-2a"].id]) && length(aws_route.nat) == 2
    error_message = "Both private subnets go out through NAT."
  }
}

run "launches_nothing_with_a_public_address_unasked" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = alltrue([for subnet in values(aws_subnet.public) : subnet.map_public_ip_on_launch != true])
    error_message = "A public address is asked for, never given."
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default group lets nothing through."
  }
}

run "survives_the_loss_of_a_zone_with_a_nat_gateway_in_each" {
  module {
    source = "./modules/network"
  }

  variables {
    nat_mode = "per_az"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 2
    error_message = "One NAT gateway per zone."
  }

  assert {
    condition     = alltrue([for az, route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this[az].id])
    error_message = "Each zone goes out through its own."
  }
}

run "has_no_way_out_when_told_so" {
  module {
    source = "./modules/network"
  }

  variables {
    nat_mode = "none"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0
    error_message = "No NAT gateway and no route to one."
  }
}

run "reaches_s3_privately_and_more_when_asked" {
  module {
    source = "./modules/network"
  }

  variables {
    interface_endpoints         = ["bedrock-runtime", "ssm"]
    endpoint_security_group_ids = ["sg-0123456789abcdef0"]
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && length(aws_vpc_endpoint.s3.route_table_ids) == 3
    error_message = "S3 is reached from every route table."
  }

  assert {
    condition     = toset(keys(aws_vpc_endpoint.interface)) == toset(["bedrock-runtime", "ssm"])
    error_message = "The endpoints asked for, and no others."
  }

  assert {
    condition     = alltrue([for endpoint in values(aws_vpc_endpoint.interface) : endpoint.private_dns_enabled && length(endpoint.subnet_ids) == 2])
    error_message = "By their public names, in both zones."
  }
}

run "logs_every_connection_when_asked" {
  module {
    source = "./modules/network"
  }

  variables {
    flow_logs   = { enabled = true, retention_days = 90 }
    kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_flow_log.this[0].traffic_type == "ALL" && aws_flow_log.this[0].max_aggregation_interval == 60
    error_message = "Accepted and refused connections, by the minute."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow[0].kms_key_id == var.kms_key_arn && aws_cloudwatch_log_group.flow[0].retention_in_days == 90
    error_message = "Encrypted, and kept as long as told."
  }
}

run "logs_no_connections_unasked" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = length(aws_flow_log.this) == 0 && length(aws_iam_role.flow) == 0
    error_message = "No log and no role for it."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    name = "AI-Portal"
  }

  expect_failures = [var.name]
}

run "refuses_a_network_with_host_bits" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    vpc_cidr = "10.0.0.1/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "refuses_a_single_zone" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    azs                  = ["eu-west-2a"]
    public_subnet_cidrs  = ["10.0.0.0/24"]
    private_subnet_cidrs = ["10.0.10.0/24"]
  }

  expect_failures = [var.azs]
}

run "refuses_fewer_public_subnets_than_zones" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    public_subnet_cidrs = ["10.0.0.0/24"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "refuses_a_public_subnet_outside_the_vpc" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    public_subnet_cidrs = ["10.0.0.0/24", "10.1.1.0/24"]
  }

  expect_failures = [var.public_subnet_cidrs]
}

run "refuses_more_private_subnets_than_zones" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.0/24", "10.0.12.0/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_a_private_subnet_with_host_bits" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.7/24"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_overlapping_subnets" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    private_subnet_cidrs = ["10.0.10.0/24", "10.0.1.128/25"]
  }

  expect_failures = [var.private_subnet_cidrs]
}

run "refuses_an_unknown_way_out" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    nat_mode = "instance"
  }

  expect_failures = [var.nat_mode]
}

run "refuses_an_unknown_endpoint" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    interface_endpoints = ["dynamodb"]
  }

  expect_failures = [var.interface_endpoints]
}

run "refuses_a_retention_that_cloudwatch_lacks" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    flow_logs = { enabled = true, retention_days = 100 }
  }

  expect_failures = [var.flow_logs]
}

run "knows_no_internet_without_public_subnets" {
  module {
    source = "./modules/network"
  }

  variables {
    public_subnet_cidrs         = []
    nat_mode                    = "none"
    interface_endpoints         = ["ecr.api", "ecr.dkr", "ec2"]
    endpoint_security_group_ids = ["sg-0123456789abcdef0"]
    transit_gateway             = { id = "tgw-0123456789abcdef0", cidr_blocks = ["10.8.0.0/16", "192.168.0.0/24"] }
  }

  assert {
    condition     = length(aws_internet_gateway.this) + length(aws_route_table.public) + length(aws_subnet.public) + length(aws_nat_gateway.this) + length(aws_eip.nat) == 0
    error_message = "Neither in nor out."
  }

  assert {
    condition     = toset([for route in values(aws_route.transit) : "${route.destination_cidr_block} ${route.transit_gateway_id}"]) == toset(["10.8.0.0/16 tgw-0123456789abcdef0", "192.168.0.0/24 tgw-0123456789abcdef0"]) && length(aws_route.transit) == 4 && length(aws_ec2_transit_gateway_vpc_attachment.this[0].subnet_ids) == 2
    error_message = "People behind the transit gateway get answers from both zones."
  }

  assert {
    condition     = toset([for endpoint in values(aws_vpc_endpoint.interface) : endpoint.service_name]) == toset(["com.amazonaws.eu-west-2.ecr.api", "com.amazonaws.eu-west-2.ecr.dkr", "com.amazonaws.eu-west-2.ec2"]) && length(aws_vpc_endpoint.s3.route_table_ids) == 2
    error_message = "Images and the system come by endpoints."
  }
}

run "refuses_nat_without_public_subnets" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    public_subnet_cidrs = []
    nat_mode            = "single"
  }

  expect_failures = [var.nat_mode]
}

run "refuses_what_is_no_transit_gateway" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    transit_gateway = { id = "vgw-1", cidr_blocks = [] }
  }

  expect_failures = [var.transit_gateway]
}
