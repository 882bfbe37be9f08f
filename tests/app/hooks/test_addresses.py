"""Where webhooks may be sent: public hosts only, however the address is written and whatever its name leads to."""

import pytest

from app.hooks.addresses import (
    RefusedAddress,
    RefusedUrl,
    Target,
    UnknownName,
    checked_addresses,
    system_addresses,
    target_of,
)

TRICKS = [
    # Our own machine, in every spelling.
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://127.000.000.001/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[::1%25lo]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://localhost.localdomain/",
    # Private, shared and reserved networks, and the services of clouds.
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://198.18.0.1/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://intranet/",
    # Texts that two readers understand differently.
    "https://crm.example.com@127.0.0.1/",
    "https://127.0.0.1@crm.example.com/",
    "https://crm.example.com:443@127.0.0.1/",
    "https://127.0.0.1#@crm.example.com/",
    "https://127.0.0.1\\@crm.example.com/",
    "https:\\\\127.0.0.1/",
    "https://crm.example.com\t.evil/",
    "https://crm.example.com\r\nHost: 127.0.0.1/",
    "https://127。0。0。1/",
    "https://①②⑦.0.0.1/",
    "https://%31%32%37.0.0.1/",
    "https://crm.example.com%2f@127.0.0.1/",
    "https:///127.0.0.1/",
    "https://",
    # Other ways and doors.
    "http://crm.example.com/",
    "https://crm.example.com:22/",
    "https://crm.example.com:80/",
    "https://crm.example.com:0/",
    "https://crm.example.com:99999/",
    "ftp://crm.example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "//127.0.0.1/",
    "crm.example.com",
    "",
    "https://" + "a" * 64 + ".example.com/",
    "https://crm.example.com/" + "a" * 2_000,
]
NOT_PUBLIC = [
    "127.0.0.1",
    "10.1.2.3",
    "100.127.255.254",
    "169.254.169.254",
    "0.0.0.0",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "fe80::1%eth0",
    "fd12::1",
    "not an address",
]


@pytest.mark.parametrize("url", TRICKS)
def test_no_spelling_leads_inside(url: str) -> None:
    """Refused as text, with a sentence that says what to write."""
    with pytest.raises(RefusedUrl, match=r"^(Write|Name|Leave)"):
        target_of(url, private_allowed=False)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://crm.example.com/hook?team=1", "crm.example.com"),
        ("HTTPS://CRM.Example.com:443", "crm.example.com"),
        ("https://xn--fsqu00a.xn--0zwm56d/", "xn--fsqu00a.xn--0zwm56d"),
        ("https://93.184.216.34/", "93.184.216.34"),
        ("https://[2606:2800:220:1::1]/", "2606:2800:220:1::1"),
        ("https://a_b.example.com./", "a_b.example.com"),
    ],
)
def test_public_hosts_pass(url: str, host: str) -> None:
    """By name or by number."""
    assert target_of(url, private_allowed=False) == Target(True, host, 443)


def test_an_intranet_can_be_allowed() -> None:
    """Then http and any port are fine; a link's own numbers, where clouds keep secrets, never are."""
    assert target_of("http://crm:8080/x", private_allowed=True) == Target(False, "crm", 8080)
    assert target_of("http://127.0.0.1:81/", private_allowed=True) == Target(False, "127.0.0.1", 81)
    for url in ("http://169.254.169.254/", "http://0.0.0.0/", "http://2130706433/", "ftp://crm/"):
        with pytest.raises(RefusedUrl):
            target_of(url, private_allowed=True)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    """Even where it leads to a public host as well: one bad number spoils the name."""
    target = target_of("https://crm.example.com/", private_allowed=False)
    for found in ([address], ["93.184.216.34", address], [address, "93.184.216.34"]):
        with pytest.raises(RefusedAddress):
            checked_addresses(target, lambda *_, found=found: found, private_allowed=False)
    assert checked_addresses(target, lambda *_: ["93.184.216.34"], private_allowed=False) == ["93.184.216.34"]


def test_a_name_that_nobody_knows_is_told_apart() -> None:
    """By the system's resolver, which never knows names that end in .invalid."""
    with pytest.raises(UnknownName):
        system_addresses("crm.invalid", 443)
    assert "127.0.0.1" in system_addresses("localhost", 443)
