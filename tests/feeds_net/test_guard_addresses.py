"""Which addresses strangers may send us to (RFC 6890)."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.feeds.guard import Origin, covers, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2".replace("3fff:fdd2", "80ff:fffe"),  # Teredo around 127.0.0.1
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "not an address",
        "",
    ],
)
def test_an_address_that_is_not_public_is_told_as_such(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1"],
)
def test_a_public_address_is_told_as_such_also_inside_another(address):
    assert is_public(address)


def test_what_was_typed_covers_its_own_origin_and_its_step_up_to_https_only():
    typed = Origin("http", "nas.local", 80)
    assert covers(typed, typed)
    assert covers(typed, Origin("https", "nas.local", 443))
    assert not covers(typed, Origin("http", "nas.local", 631))
    assert not covers(typed, Origin("https", "other.local", 443))
    assert not covers(Origin("http", "nas.local", 8080), Origin("https", "nas.local", 443))


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(inner):
    number = int(inner)
    mapped, nat64 = (IPv6Address(prefix | number) for prefix in (0xFFFF << 32, 0x64FF9B << 96))
    in_6to4 = IPv6Address(0x2002 << 112 | number << 80)
    assert {is_public(str(outer)) for outer in (mapped, nat64, in_6to4)} == {is_public(str(inner))}
