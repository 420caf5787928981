mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name           = "ai-portal"
  kms_key_arn    = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  vpc_id         = "vpc-0123456789abcdef0"
  subnet_ids     = ["subnet-a", "subnet-b"]
  domain_name    = "corp.example.com"
  short_name     = "CORP"
  admin_password = "First-Passw0rd-Only"
}

run "is_a_managed_ad_in_two_zones" {
  module {
    source = "./modules/directory"
  }

  assert {
    condition     = aws_directory_service_directory.this.type == "MicrosoftAD" && aws_directory_service_directory.this.edition == "Standard" && length(one(aws_directory_service_directory.this.vpc_settings).subnet_ids) == 2
    error_message = "AWS Managed Microsoft AD Standard, a controller in each of two subnets."
  }

  assert {
    condition     = alltrue([for secret in values(aws_secretsmanager_secret.this) : secret.kms_key_id == var.kms_key_arn])
    error_message = "Both secrets are encrypted with the portal's key."
  }

  assert {
    condition     = aws_directory_service_log_subscription.this.log_group_name == "/aws/directoryservice/ai-portal"
    error_message = "Security events go to CloudWatch."
  }
}

run "tells_open_webui_where_users_are" {
  variables {
    users_group = "AI-Portal-Users"
  }

  module {
    source = "./modules/directory"
  }

  assert {
    condition     = output.ldap.search_base == "OU=Users,OU=CORP,DC=corp,DC=example,DC=com"
    error_message = "Managed AD keeps users below the unit of the short name."
  }

  assert {
    condition     = output.ldap.bind_dn == "svc-openwebui@corp.example.com"
    error_message = "Open WebUI binds with an account of its own."
  }

  assert {
    condition     = output.ldap.search_filter == "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(memberOf:1.2.840.113556.1.4.1941:=CN=AI-Portal-Users,OU=Users,OU=CORP,DC=corp,DC=example,DC=com))"
    error_message = "Only enabled members of the group sign in."
  }

  assert {
    condition     = output.ldap.port == 389 && !output.ldap.use_tls
    error_message = "Without certificates on the controllers there is only LDAP."
  }
}

run "lets_named_clients_in_and_nobody_else" {
  variables {
    client_security_group_ids = { webui = "sg-webui" }
  }

  module {
    source = "./modules/directory"
  }

  assert {
    condition     = toset(keys(aws_vpc_security_group_ingress_rule.client)) == toset(["webui-dns-tcp", "webui-dns-udp", "webui-kerberos-tcp", "webui-kerberos-udp", "webui-ldap", "webui-ldaps"])
    error_message = "DNS, Kerberos, LDAP and LDAPS from the client."
  }

  assert {
    condition     = alltrue([for rule in values(aws_vpc_security_group_ingress_rule.client) : rule.referenced_security_group_id == "sg-webui" && rule.cidr_ipv4 == null])
    error_message = "The source is the client's group, not a network."
  }

  assert {
    condition     = toset([for rule in values(aws_vpc_security_group_ingress_rule.client) : rule.from_port]) == toset([53, 88, 389, 636])
    error_message = "The ports are those of the architecture."
  }
}

run "switches_to_ldaps_with_a_ca" {
  variables {
    ldaps_enabled = true
    ldaps_ca_pem  = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
  }

  module {
    source = "./modules/directory"
  }

  assert {
    condition     = output.ldap.port == 636 && output.ldap.use_tls && startswith(output.ldap.ca_pem, "-----BEGIN CERTIFICATE-----")
    error_message = "LDAPS on 636, verified with the CA."
  }
}

run "resolves_the_domain_by_dhcp" {
  variables {
    dns_mode = "dhcp"
  }

  module {
    source = "./modules/directory"
  }

  assert {
    condition     = aws_vpc_dhcp_options.this[0].domain_name == "corp.example.com" && aws_vpc_dhcp_options_association.this[0].vpc_id == var.vpc_id && length(output.ldap.addresses) == 0
    error_message = "The VPC's resolver is the directory."
  }
}

run "resolves_the_domain_by_route_53" {
  variables {
    dns_mode                    = "resolver"
    resolver_security_group_ids = ["sg-resolver"]
  }

  module {
    source = "./modules/directory"
  }

  assert {
    condition     = aws_route53_resolver_endpoint.this[0].direction == "OUTBOUND" && aws_route53_resolver_rule.this[0].rule_type == "FORWARD" && aws_route53_resolver_rule.this[0].domain_name == "corp.example.com"
    error_message = "Route 53 forwards the domain to the directory."
  }

  assert {
    condition     = toset([for rule in values(aws_vpc_security_group_ingress_rule.resolver) : "${rule.referenced_security_group_id} ${rule.ip_protocol} ${rule.from_port}"]) == toset(["sg-resolver tcp 53", "sg-resolver udp 53"])
    error_message = "The directory answers it."
  }
}

run "refuses_one_subnet" {
  command = plan

  variables {
    subnet_ids = ["subnet-a"]
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_the_same_subnet_twice" {
  command = plan

  variables {
    subnet_ids = ["subnet-a", "subnet-a"]
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_ldaps_without_a_ca" {
  command = plan

  variables {
    ldaps_enabled = true
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.ldaps_enabled]
}

run "refuses_a_ca_that_is_no_pem" {
  command = plan

  variables {
    ldaps_ca_pem = "MIIB"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.ldaps_ca_pem]
}

run "refuses_a_resolver_without_a_security_group" {
  command = plan

  variables {
    dns_mode = "resolver"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.dns_mode]
}

run "refuses_an_unknown_dns_mode" {
  command = plan

  variables {
    dns_mode = "hosts"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.dns_mode]
}

run "refuses_a_short_password" {
  command = plan

  variables {
    admin_password = "Ab1-"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.admin_password]
}

run "refuses_a_password_of_two_kinds" {
  command = plan

  variables {
    admin_password = "onlysmall1234"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.admin_password]
}

run "refuses_a_password_with_the_account_name" {
  command = plan

  variables {
    admin_password = "Admin-Passw0rd"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.admin_password]
}

run "refuses_a_domain_of_one_label" {
  command = plan

  variables {
    domain_name = "corp"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.domain_name]
}

run "refuses_a_short_name_in_small_letters" {
  command = plan

  variables {
    short_name = "corp"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.short_name]
}

run "refuses_an_unknown_edition" {
  command = plan

  variables {
    edition = "Premium"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.edition]
}

run "refuses_admin_as_bind_account" {
  command = plan

  variables {
    bind_account = "Admin"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.bind_account]
}

run "refuses_a_group_that_breaks_the_filter" {
  command = plan

  variables {
    users_group = "a)(b"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.users_group]
}

run "refuses_an_unknown_mail_attribute" {
  command = plan

  variables {
    mail_attribute = "telex"
  }

  module {
    source = "./modules/directory"
  }

  expect_failures = [var.mail_attribute]
}
