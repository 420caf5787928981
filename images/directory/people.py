"""Fills the new domain: an account that looks others up, people, and groups of which one is in another."""

from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
import ldb

PASSWORD = "Pa55-of-the-portal"
DOMAIN = "DC=portal,DC=test"
# login, first name, last name
PEOPLE = (
    ("ada", "Ada", "Lovelace"),  # a member
    ("grace", "Grace", "Hopper"),  # a member, as her group is one
    ("alan", "Alan", "Turing"),  # a member whose account is disabled
    ("mallory", "Mallory", "Outside"),  # no member
)

settings = LoadParm()
settings.load("/etc/samba/smb.conf")
domain = SamDB(url="/var/lib/samba/private/sam.ldb", session_info=system_session(), lp=settings)

# Passwords of tests are simple ones.
change = ldb.Message(ldb.Dn(domain, DOMAIN))
change["pwdProperties"] = ldb.MessageElement("0", ldb.FLAG_MOD_REPLACE, "pwdProperties")
change["minPwdLength"] = ldb.MessageElement("1", ldb.FLAG_MOD_REPLACE, "minPwdLength")
domain.modify(change)

domain.create_ou(f"OU=Service,{DOMAIN}")
domain.create_ou(f"OU=Portal,{DOMAIN}")
domain.newuser("service", PASSWORD, useusernameascn=None, givenname="Service", surname="Account", userou="OU=Service")
for login, first, last in PEOPLE:
    domain.newuser(
        login, PASSWORD, useusernameascn=None, givenname=first, surname=last,
        mailaddress=f"{login}@portal.test", userou="OU=Portal",
    )
for group in ("AI-Portal-Users", "AI-Portal-Researchers"):
    domain.newgroup(group, groupou="OU=Portal")
domain.add_remove_group_members("AI-Portal-Users", ["ada", "alan", "AI-Portal-Researchers"])
domain.add_remove_group_members("AI-Portal-Researchers", ["grace"])
domain.disable_account("(sAMAccountName=alan)")
