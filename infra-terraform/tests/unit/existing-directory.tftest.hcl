mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  directory = {
    host        = "dc.corp.example.com"
    addresses   = ["10.9.0.10", "10.9.1.10"]
    ca_pem      = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    search_base = "OU=People,DC=corp,DC=example,DC=com"
    bind_dn     = "svc-portal@corp.example.com"
  }
}

run "is_searched_by_ldaps_with_its_own_authority" {
  module {
    source = "./modules/existing-directory"
  }

  assert {
    condition     = output.ldap.use_tls && output.ldap.port == 636 && output.ldap.ca_pem == var.directory.ca_pem && output.ldap.host == "dc.corp.example.com"
    error_message = "By TLS, checked by the authority that is given."
  }

  assert {
    condition     = output.ldap.search_base == "OU=People,DC=corp,DC=example,DC=com" && output.ldap.search_filter == "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"
    error_message = "Every enabled account below the base."
  }

  assert {
    condition     = output.ldap.bind_dn == "svc-portal@corp.example.com" && output.ldap.addresses == tolist(["10.9.0.10", "10.9.1.10"]) && aws_secretsmanager_secret.bind.kms_key_id == var.kms_key_arn
    error_message = "By an account whose password is in an encrypted secret."
  }
}

run "lets_members_of_a_group_in" {
  command = plan

  module {
    source = "./modules/existing-directory"
  }

  variables {
    directory = {
      host           = "dc.corp.example.com"
      port           = 3269
      ca_pem         = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
      search_base    = "DC=corp,DC=example,DC=com"
      bind_dn        = "svc-portal@corp.example.com"
      users_group_dn = "CN=Portal,OU=Groups,DC=corp,DC=example,DC=com"
    }
  }

  assert {
    condition     = endswith(output.ldap.search_filter, "(memberOf:1.2.840.113556.1.4.1941:=CN=Portal,OU=Groups,DC=corp,DC=example,DC=com))") && output.ldap.port == 3269 && output.ldap.use_tls
    error_message = "Members of the group alone, nested ones included; by TLS at any port."
  }
}

run "refuses_an_address_for_a_name" {
  command = plan

  module {
    source = "./modules/existing-directory"
  }

  variables {
    directory = {
      host        = "10.9.0.10"
      ca_pem      = "-----BEGIN CERTIFICATE-----\n"
      search_base = "DC=corp,DC=example,DC=com"
      bind_dn     = "svc@corp.example.com"
    }
  }

  expect_failures = [var.directory]
}

run "refuses_an_authority_that_is_none" {
  command = plan

  module {
    source = "./modules/existing-directory"
  }

  variables {
    directory = {
      host        = "dc.corp.example.com"
      ca_pem      = "ca.pem"
      search_base = "DC=corp,DC=example,DC=com"
      bind_dn     = "svc@corp.example.com"
    }
  }

  expect_failures = [var.directory]
}

run "refuses_ldap_in_clear" {
  command = plan

  module {
    source = "./modules/existing-directory"
  }

  variables {
    directory = {
      host        = "dc.corp.example.com"
      ca_pem      = "-----BEGIN CERTIFICATE-----\n"
      search_base = "DC=corp,DC=example,DC=com"
      bind_dn     = "svc@corp.example.com"
      port        = 389
    }
  }

  expect_failures = [var.directory]
}

run "refuses_a_filter_for_a_base" {
  command = plan

  module {
    source = "./modules/existing-directory"
  }

  variables {
    directory = {
      host        = "dc.corp.example.com"
      ca_pem      = "-----BEGIN CERTIFICATE-----\n"
      search_base = "*)(objectClass=*"
      bind_dn     = "svc@corp.example.com"
    }
  }

  expect_failures = [var.directory]
}

run "refuses_another_key_of_people" {
  command = plan

  module {
    source = "./modules/existing-directory"
  }

  variables {
    directory = {
      host           = "dc.corp.example.com"
      ca_pem         = "-----BEGIN CERTIFICATE-----\n"
      search_base    = "DC=corp,DC=example,DC=com"
      bind_dn        = "svc@corp.example.com"
      mail_attribute = "cn"
    }
  }

  expect_failures = [var.directory]
}
